"""From a file's bytes to its text, whatever editor wrote it."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


def decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text with Unix line ends and without control signs, and remarks in French on what changed."""
    name, remark = _encoding(data)
    text = data.decode(name, "replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    clean = without_controls(text)
    removed = "signes de contrôle retirés" if clean != text else ""
    return clean, tuple(filter(None, (remark, removed)))


def without_controls(text: str) -> str:
    """The text without the control signs that neither XML nor YAML may hold."""
    return text.translate(_CONTROLS)


def _encoding(data: bytes) -> tuple[str, str]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, ""
    if name := _utf16_without_mark(data[:1000]):
        return name, "fichier lu en UTF-16, sans marque d'ordre"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", "fichier lu en Windows-1252 : il n'est pas en UTF-8"
    return "utf-8", ""


def _utf16_without_mark(sample: bytes) -> str:
    """The kind of UTF-16 that a text of mostly Latin letters betrays by its zeros, or nothing."""
    half = len(sample) // 2
    if half and sample[1::2].count(0) > half * 0.7:
        return "utf-16-le"
    return "utf-16-be" if half and sample[::2].count(0) > half * 0.7 else ""
