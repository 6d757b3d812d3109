"""A zip in: questions and their images, whatever was put in it; a zip out: a bank and its images."""

import io
import stat
import struct
import zipfile
import zlib

from course.exchange.bounds import IMAGE_BYTES, ZIP_BYTES, ZIP_MEMBERS, RefusedFileError

MAGIC = b"PK\x03\x04"
_END = struct.Struct("<4s4H2LH")
_MOST_DIRECTORY = 200_000
_QUESTIONS = (".txt", ".gift", ".xml")
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")


def unpack(data: bytes) -> tuple[str, bytes, dict[str, bytes], tuple[str, ...]]:
    """The name and bytes of the one questions file, the images by their path from it, and what was left aside."""
    _check_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _sorted_out(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        if isinstance(error, RefusedFileError):
            raise
        raise RefusedFileError("L'archive est abîmée, ou protégée par un mot de passe.") from error


def _check_directory(data: bytes) -> None:
    """Refuse a zip whose list of files is itself too large, before anything reads it."""
    place = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_600))
    if place < 0 or place + _END.size > len(data):
        raise RefusedFileError("L'archive est abîmée : sa fin manque.")
    count, size = _END.unpack_from(data, place)[4:6]
    if count > ZIP_MEMBERS or size > _MOST_DIRECTORY:
        raise RefusedFileError(f"L'archive contient plus de {ZIP_MEMBERS} fichiers : allégez-la.")


def _sorted_out(archive: zipfile.ZipFile) -> tuple[str, bytes, dict[str, bytes], tuple[str, ...]]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    for member in archive.infolist():
        _check_member(member)
    questions = [member for member in members if _is(member, _QUESTIONS)]
    if len(questions) != 1:
        raise RefusedFileError(
            f"{len(questions)} fichiers de questions (.txt, .gift, .xml) dans l'archive ; il en faut un."
        )
    left = ZIP_BYTES
    main = _read(archive, questions[0], left)
    left -= len(main)
    folder = questions[0].filename.rpartition("/")[0]
    images = {}
    for member in members:
        if _is(member, _IMAGES):
            content = _read(archive, member, left, IMAGE_BYTES + 1)
            left -= len(content)
            images[member.filename.removeprefix(f"{folder}/" if folder else "")] = content
    others = [member for member in members if not _is(member, _QUESTIONS + _IMAGES)]
    remarks = tuple(f"« {member.filename[:80]} » laissé de côté" for member in others[:20])
    return questions[0].filename, main, images, remarks


def _is(member: zipfile.ZipInfo, ends: tuple[str, ...]) -> bool:
    return member.filename.lower().endswith(ends) and not member.filename.startswith("__MACOSX/")


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in name or any(ord(sign) < 32 for sign in name):
        raise RefusedFileError(f"L'archive contient un chemin qui sort d'elle : « {name[:80]} ».")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise RefusedFileError(f"L'archive contient un lien symbolique : « {name[:80]} ».")


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, most: int = ZIP_BYTES) -> bytes:
    """What a member really holds, never more than allowed: the size that it declares is not believed."""
    with archive.open(member) as file:
        content = file.read(min(left, most) + 1)
    if len(content) > left:
        raise RefusedFileError(f"L'archive se déplie en plus de {ZIP_BYTES // 1_000_000} Mo.")
    return content


def pack(files: dict[str, bytes]) -> bytes:
    """A zip of these files, the same for the same content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
