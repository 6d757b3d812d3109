"""The colours that follow from the accent: its shade for the dark, its washes, and whether one can read them.

Contrast and luminance are those of WCAG 2.2 (« contrast ratio »).
"""

from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from functools import cached_property

ACCENT, DARK, WASH = "#0b5f63", "#7bcbc4", "#e8f1ef"
"""What stands in course/static and certificates/ where the accent, its shade for the dark and its wash go."""
_PAPER, _WHITE, _NIGHT = "#fbfaf6", "#ffffff", "#1c2224"
"""The light page, the words on a button, the dark card: as in course/static/relais.css."""
READABLE = 4.5
_COMFORT = 7.5


def contrast(one: str, other: str) -> float:
    """How far apart two colours are, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> list[float]:
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def _colour(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def _mixed(colour: str, ground: str, share: float) -> str:
    red, green, blue = (
        share * own + (1 - share) * under for own, under in zip(_parts(colour), _parts(ground), strict=True)
    )
    return _colour((red, green, blue))


def _shade(colour: str, ground: str, wanted: float, step: int) -> str:
    """The same hue, lighter or darker by hundredths until it stands out from the ground."""
    hue, lightness, saturation = rgb_to_hls(*_parts(colour))
    level = round(100 * lightness)
    while contrast(colour, ground) < wanted and 0 <= level + step <= 100:
        level += step
        colour = _colour(hls_to_rgb(hue, level / 100, saturation))
    return colour


@dataclass(frozen=True)
class Palette:
    """The colours that follow from one accent, « #rrggbb »; ours where there is none."""

    accent: str = ""

    @property
    def light(self) -> str:
        """The accent on a light page and on paper."""
        return self.accent.lower() or ACCENT

    @cached_property
    def dark(self) -> str:
        """The accent in the dark."""
        return _shade(self.light, _NIGHT, _COMFORT, 1) if self.accent else DARK

    @property
    def wash(self) -> str:
        """A tint of the accent, under words."""
        return _mixed(self.light, _WHITE, 0.1) if self.accent else WASH

    @property
    def readable(self) -> bool:
        """True when the accent is read on the page and on its own wash, and white is on it."""
        return min(contrast(self.light, ground) for ground in (_PAPER, self.wash, _WHITE)) >= READABLE

    @property
    def nearest(self) -> str:
        """The nearest shade of the accent that one can read."""
        return next(shade for shade in self._darker() if Palette(shade).readable)

    def _darker(self) -> list[str]:
        hue, lightness, saturation = rgb_to_hls(*_parts(self.light))
        return [_colour(hls_to_rgb(hue, level / 100, saturation)) for level in range(round(100 * lightness), -1, -1)]

    @property
    def style(self) -> str:
        """The tokens to add to the stylesheet; nothing for our own accent."""
        if not self.accent:
            return ""
        washes = f"light-dark({self.wash},{_mixed(self.dark, _NIGHT, 0.1)})"
        return f":root{{--accent:light-dark({self.light},{self.dark});--wash:{washes}}}"

    def painted(self, text: str) -> str:
        """A drawing or a stylesheet in which our colours stand, with these instead."""
        for ours, theirs in ((ACCENT, self.light), (DARK, self.dark), (WASH, self.wash)):
            text = text.replace(ours, theirs)
        return text


OURS = Palette()
