"""The images that come with questions: checked, named after what they hold, kept once."""

import base64
import binascii
import hashlib
import re
import struct
from collections.abc import Mapping
from urllib.parse import unquote

from course.exchange.bounds import IMAGE_BYTES, IMAGE_SIDE, IMAGES
from course.exchange.labels import slug

_PLUGIN = "@@PLUGINFILE@@/"
_DATA = re.compile(r"data:image/[a-z0-9.+-]{1,30};base64,")
_JPEG_SIZES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
FOLDER = "img"


class Album:
    """Images by the name that our banks give them: « img/<name>.<kind> », with a mark where another has that name."""

    def __init__(self, archive: Mapping[str, bytes], taken: Mapping[str, bytes]) -> None:
        self._archive, self._taken = archive, taken
        self.images: dict[str, bytes] = {}

    def keep(self, source: str, files: Mapping[str, bytes]) -> tuple[str, str]:
        """Where our bank finds the image that a text shows, or nothing; and a remark in French."""
        name, data = self._find(source, files)
        if data is None:
            if source.startswith(("http:", "https:", "//")):
                return "", f"image d'un autre site, non reprise : {source[:120]}"
            return "", f"image absente du fichier : {source[:120]}"
        if problem := image_problem(data):
            return "", f"image « {name[:80]} » refusée : {problem}"
        if len(self.images) >= IMAGES:
            return "", f"image « {name[:80]} » refusée : plus de {IMAGES} images dans le fichier"
        kept = self._name(slug(name.rpartition("/")[2].partition(".")[0]) or "image", image_kind(data), data)
        self.images[kept] = data
        return kept, ""

    def _name(self, stem: str, kind: str, data: bytes) -> str:
        name = f"{FOLDER}/{stem}.{kind}"
        other = self.images.get(name, self._taken.get(name, data))
        return name if other == data else f"{FOLDER}/{stem}-{hashlib.sha256(data).hexdigest()[:8]}.{kind}"

    def _find(self, source: str, files: Mapping[str, bytes]) -> tuple[str, bytes | None]:
        if embedded := _DATA.match(source):
            return "image", base64_bytes(source[embedded.end() :])
        path = unquote(source)
        if path.startswith(_PLUGIN):
            name = path.removeprefix(_PLUGIN).partition("?")[0]
            return name, files.get(name)
        path = path.removeprefix("./")
        return path, self._archive.get(path)


def base64_bytes(text: str) -> bytes | None:
    """What a base64 text holds, or None; spaces and line ends do not count."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def image_kind(data: bytes) -> str:
    """« png », « jpg », « gif » or « webp » by the first bytes, whatever the file is called; nothing otherwise."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    return "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""


def image_problem(data: bytes) -> str:
    """Why an image is refused, in French, or nothing; it is never decoded."""
    if len(data) > IMAGE_BYTES:
        return f"plus de {IMAGE_BYTES // 1_000_000} Mo"
    kind = image_kind(data)
    if not kind:
        return "ni PNG, ni JPEG, ni GIF, ni WebP (un SVG peut porter du code ; convertissez-le)"
    try:
        width, height = _SIZES[kind](data)
    except (struct.error, IndexError):
        return "fichier abîmé"
    if not 0 < width <= IMAGE_SIDE or not 0 < height <= IMAGE_SIDE:
        return f"{width} × {height} pixels ; {IMAGE_SIDE} de côté au plus"
    return ""


def _png_size(data: bytes) -> tuple[int, int]:
    return struct.unpack(">II", data[16:24])


def _gif_size(data: bytes) -> tuple[int, int]:
    return struct.unpack("<HH", data[6:10])


def _jpg_size(data: bytes) -> tuple[int, int]:
    """In the frame header, found by stepping over the segments before it."""
    position = 2
    while True:
        mark, kind, length = struct.unpack(">BBH", data[position : position + 4])
        if mark != 0xFF or length < 2:
            raise IndexError
        if kind in _JPEG_SIZES:
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + length


def _webp_size(data: bytes) -> tuple[int, int]:
    """The three layouts of RFC 9649."""
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = struct.unpack("<I", data[21:25])[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


_SIZES = {"png": _png_size, "gif": _gif_size, "jpg": _jpg_size, "webp": _webp_size}
