"""What people type or paste, without the signs that nobody sees: each reader cleans by one of these."""

import unicodedata

_FILLERS = str.maketrans(dict.fromkeys("\u115f\u1160\u2800\u3164\uffa0", " "))
"""Signs that Unicode calls letters or symbols, and that show nothing."""


def line(typed: str | None) -> str:
    """What was typed, on one line, composed accents, without double spaces nor the signs that nobody sees."""
    text = " ".join(unicodedata.normalize("NFC", typed or "").translate(_FILLERS).split())
    return " ".join("".join(char for char in text if char.isprintable()).split())


def lines(typed: str | None) -> str:
    """The same for a text of several lines."""
    return "\n".join(map(line, (typed or "").splitlines())).strip()


def sign(typed: str | None) -> str:
    """The same for a code, a number or a date, where no space counts, and a wide or small digit is a digit."""
    return "".join(line(unicodedata.normalize("NFKC", typed or "")).split())
