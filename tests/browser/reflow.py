"""What a page loses in the conditions that it meets: narrow, a wide font, its text spaced, forced colours."""

from pathlib import Path

from playwright.sync_api import Page

WIDE_FONT = '* { font-family: "DejaVu Sans" !important; }'
"""Verdana's metrics: about a fifth wider than most."""
TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
"""WCAG 1.4.12."""
WIDTHS = (320, 481, 705, 961)
"""The narrowest window, which is also 1280 px at 400 % zoom, then the first pixel after each change of layout."""

_MISPLACED = Path(__file__).with_name("misplaced.js").read_text()
_INDISTINCT = Path(__file__).with_name("indistinct.js").read_text()
_STYLED = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""
"""A sheet made by script, which the policy of our pages does not refuse."""


def misplaced(page: Page) -> list[str]:
    """What passes its place, in words: as the page is at 320 px, then in a wide font with its text spaced."""
    page.set_viewport_size({"width": WIDTHS[0], "height": 640})
    found = [f"as it is: {fault}" for fault in page.evaluate(_MISPLACED)]
    page.evaluate(_STYLED, WIDE_FONT + TEXT_SPACING)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 640})
        found += [f"{width} px, wide and spaced: {fault}" for fault in page.evaluate(_MISPLACED)]
    page.evaluate(_STYLED, "")
    return found


def indistinct(page: Page) -> list[str]:
    """The states that look the same in forced colours (Windows' high contrast), in words."""
    page.emulate_media(forced_colors="active")
    found: list[str] = page.evaluate(_INDISTINCT)
    page.emulate_media(forced_colors="none")
    return found
