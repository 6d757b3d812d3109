"""One spelling for what people write in several ways."""

import unicodedata


def folded(text: str) -> str:
    """Lower case without accents, to compare and to search."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.replace("’", "'").replace("‑", "-")
