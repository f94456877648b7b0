"""EXIF: a TIFF structure, read within bounds; no pointer is followed twice.

Sources: TIFF 6.0 (Adobe, 1992) for the structure, BigTIFF (libtiff) for its 64-bit form, EXIF 2.32 (CIPA DC-008) for
the tags.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from app.readers.limits import Limits
from app.readers.metadata.notes.apple import CONTENT_IDENTIFIER, HEADER, find_content_identifier
from app.readers.metadata.shortening import LEFT_OUT, cut_utf8, describe_cut
from app.readers.metadata.text import clean_text, decode_text, decode_user_comment, decode_utf16

Value = bytes | tuple[int, ...] | tuple[Fraction | None, ...] | tuple[float, ...]
"""ASCII, BYTE and UNDEFINED stay bytes; a rational with denominator 0 is None."""

IFD0, EXIF, GPS, INTEROP = "IFD0", "Exif", "GPS", "Interop"
_POINTERS = {0x8769: EXIF, 0x8825: GPS}

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_LETTERS = {3: "H", 4: "I", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I", 16: "Q", 17: "q", 18: "Q"}
_MAX_VALUE = 1 << 20
"""Values of more bytes are thumbnails or strips, unless they are texts or structures."""
_TEXT_KINDS = frozenset({1, 2, 7})
"""BYTE, ASCII and UNDEFINED."""

TAG_NAMES: dict[tuple[str, int], str] = {
    (IFD0, 0x010E): "ImageDescription",
    (IFD0, 0x010F): "Make",
    (IFD0, 0x0110): "Model",
    (IFD0, 0x0112): "Orientation",
    (IFD0, 0x010D): "DocumentName",
    (IFD0, 0x0131): "Software",
    (IFD0, 0x0132): "ModifyDate",
    (IFD0, 0x013B): "Artist",
    (IFD0, 0x013C): "HostComputer",
    (IFD0, 0x4746): "Rating",
    (IFD0, 0x8298): "Copyright",
    (IFD0, 0x9C9B): "XPTitle",
    (IFD0, 0x9C9C): "XPComment",
    (IFD0, 0x9C9D): "XPAuthor",
    (IFD0, 0x9C9E): "XPKeywords",
    (IFD0, 0x9C9F): "XPSubject",
    (EXIF, 0x829A): "ExposureTime",
    (EXIF, 0x829D): "FNumber",
    (EXIF, 0x8827): "ISO",
    (EXIF, 0x920A): "FocalLength",
    (EXIF, 0x9003): "DateTimeOriginal",
    (EXIF, 0x9004): "CreateDate",
    (EXIF, 0x9010): "OffsetTime",
    (EXIF, 0x9011): "OffsetTimeOriginal",
    (EXIF, 0x9012): "OffsetTimeDigitized",
    (EXIF, 0x9290): "SubSecTime",
    (EXIF, 0x9291): "SubSecTimeOriginal",
    (EXIF, 0x9292): "SubSecTimeDigitized",
    (EXIF, 0x9286): "UserComment",
    (EXIF, 0xA420): "ImageUniqueID",
    (EXIF, 0xA430): "OwnerName",
    (EXIF, 0xA433): "LensMake",
    (EXIF, 0xA434): "LensModel",
    (GPS, 0x0001): "GPSLatitudeRef",
    (GPS, 0x0002): "GPSLatitude",
    (GPS, 0x0003): "GPSLongitudeRef",
    (GPS, 0x0004): "GPSLongitude",
    (GPS, 0x0007): "GPSTimeStamp",
    (GPS, 0x001D): "GPSDateStamp",
}
"""The tags that are stored as blocks, under the names that exiftool uses."""

_UTF16_TAGS = frozenset({"XPTitle", "XPComment", "XPAuthor", "XPKeywords", "XPSubject"})
_COUNTERPARTS = {tag: name for (_, tag), name in TAG_NAMES.items() if not name.startswith("GPS")}
"""Tag number → name. Some writers put UserComment into IFD0 or Make into the Exif directory; no numbers collide."""


@dataclass(frozen=True, slots=True)
class Exif:
    """The tags of one TIFF structure, by directory and number."""

    big_endian: bool = False
    first_directory: int = 0
    """Where IFD0 begins."""
    values: Mapping[tuple[str, int], Value] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def with_part(self, part: Exif) -> Exif:
        """Return these tags, and those of `part` that are not among them."""
        values = {**part.values, **self.values}
        return replace(self, values=values, problems=(*self.problems, *part.problems))

    def list_named_tags(self) -> list[tuple[str, str]]:
        """Return (tag name, text) of every tag that is stored, in the file's order."""
        found: dict[str, str] = {}
        for (directory, tag), value in self.values.items():
            name = TAG_NAMES.get((directory, tag)) or (_COUNTERPARTS.get(tag) if directory in (IFD0, EXIF) else None)
            if name is not None and name not in found and (text := self._text(name, value)):
                found[name] = text
        note = self.values.get((EXIF, MAKER_NOTE))
        if isinstance(note, bytes) and (identifier := find_content_identifier(note)) is not None:
            found[CONTENT_IDENTIFIER] = identifier
        return list(found.items())

    def find_integer(self, directory: str, tag: int) -> int | None:
        value = self.values.get((directory, tag))
        if isinstance(value, tuple) and value and isinstance(value[0], int):
            return value[0]
        return value[0] if isinstance(value, bytes) and len(value) == 1 else None

    def _text(self, name: str, value: Value) -> str:
        if isinstance(value, tuple):
            return " ".join("?" if part is None else str(part) for part in value)
        if name == "UserComment":
            return clean_text(decode_user_comment(value, big_endian=self.big_endian))
        if name in _UTF16_TAGS:
            return clean_text(decode_utf16(value, big_endian=False))
        if name == "Copyright":
            # The photographer's notice and the editor's, each ended by NUL.
            return "; ".join(text for part in value.split(b"\0")[:2] if (text := clean_text(decode_text(part))))
        # Many cameras fill the rest of the field with leftover memory.
        return clean_text(decode_text(value.partition(b"\0")[0]))


def parse_exif(data: bytes, limits: Limits, first: str = IFD0) -> Exif:
    """Parse IFD0 and its Exif and GPS directories from a TIFF structure. Never raises for damaged data.

    `first` names the structure's first directory where that is another one: some files keep each in its own structure.
    """
    return _ExifParser(data, limits).parse(first)


class _ExifParser:
    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data, self.limits = data, limits
        self.order = "<"
        self.big = False
        self.entries = 0
        self.visited: set[int] = set()
        self.values: dict[tuple[str, int], Value] = {}
        self.problems: list[str] = []

    def parse(self, first: str) -> Exif:
        first_directory = self._read_header()
        if first_directory is not None:
            self._read_directory(first, first_directory)
        return Exif(self.order == ">", first_directory or 0, self.values, tuple(self.problems))

    def _read_header(self) -> int | None:
        """Read byte order and version. Return where IFD0 begins, or None and add a problem."""
        order = {b"II": "<", b"MM": ">"}.get(self.data[:2])
        if order is None or len(self.data) < 8:
            self._add_problem("the EXIF block has no valid header")
            return None
        self.order = order
        self.big = struct.unpack_from(order + "H", self.data, 2)[0] == 43
        start = self._unpack("Q", 8) if self.big else self._unpack("I", 4)
        if start is None:
            self._add_problem("the EXIF block ends early")
        return start

    def _read_directory(self, name: str, at: int) -> None:
        if at in self.visited:
            self._add_problem("the EXIF block points back into itself")
            return
        self.visited.add(at)
        count = self._unpack("Q" if self.big else "H", at)
        if count is None:
            self._add_problem(f"the EXIF block ends before its {name} directory")
            return
        at += 8 if self.big else 2
        width = 20 if self.big else 12
        for index in range(count):
            self.entries += 1
            if self.entries > self.limits.exif_entries:
                self._add_problem(
                    f"the EXIF block has more than {self.limits.exif_entries} entries; the rest was left out"
                )
                return
            if at + (index + 1) * width > len(self.data):
                self._add_problem(f"the EXIF block ends inside its {name} directory")
                return
            self._read_entry(name, at + index * width)

    def _read_entry(self, directory: str, at: int) -> None:
        tag, kind = struct.unpack_from(self.order + "HH", self.data, at)
        count = self._unpack("Q" if self.big else "I", at + 4)
        size = _SIZES.get(kind)
        if count is None or size is None or (directory, tag) in self.values:
            return
        length, room = count * size, 8 if self.big else 4
        inline = at + (12 if self.big else 8)
        start = inline if length <= room else self._unpack("Q" if self.big else "I", inline)
        if start is None or length == 0:
            return
        if (target := _POINTERS.get(tag)) is not None and directory == IFD0:
            pointer = self._unpack("Q" if size == 8 else "I", inline)
            if pointer is not None:
                self._read_directory(target, pointer)
            return
        self._read_value(directory, tag, kind, start, length)

    def _read_value(self, directory: str, tag: int, kind: int, start: int, length: int) -> None:
        if (directory, tag) == (EXIF, MAKER_NOTE):
            self._keep_note(start, length)
            return
        is_text = tag in _COUNTERPARTS and kind in _TEXT_KINDS
        if not (tag in _COUNTERPARTS or directory == GPS or tag in STRUCTURAL_TAGS):
            return
        if not is_text and length > (self.limits.item_bytes if tag in _LARGE_TAGS else _MAX_VALUE):
            self._add_problem(f"the EXIF value {_COUNTERPARTS.get(tag, hex(tag))} is too large and was {LEFT_OUT}")
            return
        raw = self.data[start : start + length]
        if len(raw) < length:
            self._add_problem(f"the EXIF value {_COUNTERPARTS.get(tag, hex(tag))} extends beyond the end of its block")
            if kind not in (2, 7) or not raw:
                return
        self.values[directory, tag] = self._decode(kind, self._cut(tag, raw) if is_text else raw)

    def _keep_note(self, start: int, length: int) -> None:
        """Keep the maker note if it can be read. Those of other makers may be damaged without any loss."""
        if length <= _MAX_VALUE and self.data.startswith(HEADER, start):
            self.values[EXIF, MAKER_NOTE] = self.data[start : start + length]

    def _cut(self, tag: int, raw: bytes) -> bytes:
        """Return a text, of a long one the beginning, before it is decoded."""
        kept = cut_utf8(raw, self.limits.text_bytes)
        if len(kept) < len(raw):
            name = f"the text “exif:{_COUNTERPARTS[tag]}”"
            self._add_problem(describe_cut(name, f"{len(raw):,} bytes", len(kept)))
        return kept

    def _decode(self, kind: int, raw: bytes) -> Value:
        if kind in (1, 2, 6, 7):
            return raw
        if kind in (5, 10):
            letter = "I" if kind == 5 else "i"
            numbers = struct.unpack(f"{self.order}{len(raw) // 4}{letter}", raw)
            return tuple(
                Fraction(above, below) if below else None
                for above, below in zip(numbers[0::2], numbers[1::2], strict=True)
            )
        return struct.unpack(f"{self.order}{len(raw) // _SIZES[kind]}{_LETTERS[kind]}", raw)

    def _unpack(self, letter: str, at: int) -> int | None:
        if at < 0 or at + struct.calcsize(letter) > len(self.data):
            return None
        value: int = struct.unpack_from(self.order + letter, self.data, at)[0]
        return value

    def _add_problem(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


IMAGE_WIDTH, IMAGE_HEIGHT, XMP_TAG, IPTC_TAG, PHOTOSHOP_TAG = 0x0100, 0x0101, 0x02BC, 0x83BB, 0x8649
ORIENTATION = 0x0112
MAKER_NOTE = 0x927C
C2PA_TAG, PROFILE_TAG = 0xCD41, 0x8773
_LARGE_TAGS = frozenset({XMP_TAG, IPTC_TAG, PHOTOSHOP_TAG, C2PA_TAG, PROFILE_TAG})
STRUCTURAL_TAGS = _LARGE_TAGS | {IMAGE_WIDTH, IMAGE_HEIGHT}
