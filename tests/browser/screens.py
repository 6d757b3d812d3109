"""Screens that are projected: the sizes of projectors, and what of a page does not fit in one."""

from playwright.sync_api import Page

PROJECTORS = [
    {"width": width, "height": height}
    for width, height in ((1024, 768), (1280, 720), (1280, 800), (1366, 768), (1920, 1080))
]


def whole(page: Page, parts: str) -> list[str]:
    """What does not fit: the page itself when it scrolls, and each of these parts that the window cuts."""
    size = page.viewport_size
    assert size
    height = page.evaluate("document.documentElement.scrollHeight")
    found = [f"the page is {height} px high"] if height > size["height"] else []
    for part in page.locator(parts).all():
        box = part.bounding_box()
        fits = box and box["x"] >= 0 and box["y"] >= 0
        if not (fits and box["x"] + box["width"] <= size["width"] and box["y"] + box["height"] <= size["height"]):
            found.append(part.get_attribute("class") or part.inner_text())
    return found
