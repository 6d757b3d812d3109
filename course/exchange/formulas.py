"""TeX formulas, as Moodle writes them: $$…$$, \\(…\\) and \\[…\\]."""

_MARKS = (("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"))


def split_formulas(text: str) -> list[str]:
    """The text cut at its formulas: what is at an odd place is one, marks included."""
    pieces: list[str] = []
    position = 0
    while found := _next(text, position):
        start, end = found
        pieces += [text[position:start], text[start:end]]
        position = end
    return [*pieces, text[position:]]


def _next(text: str, position: int) -> tuple[int, int] | None:
    """Where the next formula begins and ends."""
    found = []
    for opening, closing in _MARKS:
        start = text.find(opening, position)
        end = text.find(closing, start + 2) if start >= 0 else -1
        if end > start + 2:
            found.append((start, end + 2))
    return min(found, default=None)
