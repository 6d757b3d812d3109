"""What a PDF really shows: words past its margins, signs without a shape, the colours of its ink."""

import io
import re
import subprocess

import pikepdf

A4 = 595.28
_MM = 72 / 25.4
_WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)" yMax="[\d.-]+">(.*?)</word>')


def past_margins(pdf: bytes, margin: float) -> list[str]:
    """The words nearer to the right or left edge than this many millimetres, as a reader of PDF places them."""
    run = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    left, right, found = margin * _MM - 0.5, A4 - margin * _MM + 0.5, []
    for first, last, word in _WORD.findall(run.stdout.decode(errors="replace")):
        if float(first) < left or float(last) > right:
            found.append(word)
    return found


def shapeless(pdf: bytes) -> int:
    """How many signs are drawn as the empty box that fonts keep for what they lack."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return sum(
            _boxes(operation.operands) for page in opened.pages for operation in pikepdf.parse_content_stream(page)
        )


def _boxes(operands: list[object]) -> int:
    """Glyph 0 is the box; each glyph is two bytes."""
    pieces = [part for item in operands for part in (item if isinstance(item, pikepdf.Array) else [item])]
    texts = [bytes(part) for part in pieces if isinstance(part, pikepdf.String)]
    return sum(text[place : place + 2] == b"\0\0" for text in texts for place in range(0, len(text), 2))


def inks(pdf: bytes) -> set[str]:
    """The colours that fill or draw, as #rrggbb."""
    found = set()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) in ("rg", "RG", "sc", "SC", "scn", "SCN") and len(operands) == 3:
                    found.add("#" + "".join(f"{round(255 * float(part)):02x}" for part in operands))
    return found
