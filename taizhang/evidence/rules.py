"""What may be kept as evidence: by name and by content. Plain bytes, no Django."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from taizhang.evidence import labels
from taizhang.kit.errors import BadInput, Refused

MEGABYTE = 1024 * 1024
LIMITS = {
    "image": 20 * MEGABYTE,
    "pdf": 30 * MEGABYTE,
    "office": 20 * MEGABYTE,
    "text": 2 * MEGABYTE,
    "audio": 50 * MEGABYTE,
    "video": 2048 * MEGABYTE,
}
KINDS = {
    ".jpg": "image",
    ".jpeg": "image",
    ".png": "image",
    ".webp": "image",
    ".heic": "image",
    ".pdf": "pdf",
    ".docx": "office",
    ".xlsx": "office",
    ".ofd": "office",
    ".txt": "text",
    ".csv": "text",
    ".mp3": "audio",
    ".m4a": "audio",
    ".wav": "audio",
    ".mp4": "video",
    ".mov": "video",
}
OLD = (".doc", ".xls", ".wps", ".et", ".ppt")
STARTS: dict[str, tuple[bytes, ...]] = {
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".pdf": (b"%PDF-",),
    ".docx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
    ".ofd": (b"PK\x03\x04",),
    ".mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    ".wav": (b"RIFF",),
    ".webp": (b"RIFF",),
}


def safe_name(name: str) -> str:
    """The file's own name without folders, control or direction marks, at most 120 characters."""
    plain = PurePath(name.replace("\\", "/")).name
    plain = "".join(char for char in plain if char.isprintable() and char not in "\u202e\u202d\u2066\u2067\u2068")
    stem, dot, suffix = plain.rpartition(".")
    return (stem[:110] + dot + suffix[:9]) or "file"


def check_size(name: str, size: int) -> str:
    """The kind a file of this name would be; BadInput when its name or its size (bytes) is not allowed."""
    suffix = PurePath(name.lower()).suffix
    if suffix in OLD:
        raise BadInput(labels.OLD_FORMAT, name=name)
    kind = KINDS.get(suffix)
    if kind is None:
        raise BadInput(labels.REFUSED_KIND, name=name)
    if size < 1:
        raise BadInput(labels.EMPTY, name=name)
    if size > LIMITS[kind]:
        raise BadInput(labels.TOO_BIG, name=name, size=size // MEGABYTE, limit=LIMITS[kind] // MEGABYTE)
    return kind


def kind_of(name: str, content: bytes) -> str:
    """image · pdf · office · text · audio · video; BadInput when name or content is not allowed or they disagree."""
    kind = check_size(name, len(content))
    check_start(name, content)
    return kind


def check_start(name: str, content: bytes) -> None:
    """BadInput when a file's first bytes are not what its name says."""
    if not _starts_right(PurePath(name.lower()).suffix, content):
        raise BadInput(labels.NOT_WHAT_IT_SAYS, name=name)


def check_quota(name: str, size: int, of_unit: int, of_person: int, limits: Mapping[str, int]) -> None:
    """Room for one more file: bytes the unit kept this year, and the person since yesterday; limits in megabytes."""
    if of_unit + size > limits["unit_megabytes"] * MEGABYTE:
        raise Refused(labels.UNIT_FULL, name=name, limit=limits["unit_megabytes"])
    if of_person + size > limits["person_megabytes_a_day"] * MEGABYTE:
        raise Refused(labels.PERSON_FULL, name=name, limit=limits["person_megabytes_a_day"])


def _starts_right(suffix: str, content: bytes) -> bool:
    if suffix == ".webp":
        return content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    if suffix == ".wav":
        return content[:4] == b"RIFF" and content[8:12] == b"WAVE"
    if suffix in (".heic", ".m4a", ".mp4", ".mov"):
        return content[4:8] == b"ftyp"
    if suffix in (".txt", ".csv"):
        start = content[:4096].lower()
        return b"\0" not in start and not any(mark in start for mark in (b"<script", b"<html", b"<svg", b"<?php"))
    return content.startswith(STARTS[suffix])


NEAR, PLAIN = 3, 5  # bits in which two pictures alike may differ; one with fewer edges than this is like any other


def quarters_of(seen: str) -> list[str]:
    """The four quarters of a picture's mark: two marks that differ in three bits share one of them."""
    return [seen[at : at + 4] for at in range(0, 16, 4)]


def is_near(one: str, other: str) -> bool:
    """Whether two marks are of the same picture, or nearly."""
    return (int(one, 16) ^ int(other, 16)).bit_count() <= NEAR


def says_enough(seen: str) -> bool:
    """A bare wall or a white sheet is like any other: nothing follows from it."""
    return PLAIN <= int(seen, 16).bit_count() <= 64 - PLAIN
