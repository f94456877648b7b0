"""IPTC-IIM data sets and the Photoshop resource block that carries them.

Sources: IPTC-NAA Information Interchange Model 4.2; Adobe Photoshop File Formats Specification, “Image Resource
Blocks”.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.readers.metadata.shortening import LEFT_OUT
from app.readers.metadata.text import clean_text, decode_text

_NAMES = {
    (2, 5): "ObjectName",
    (2, 25): "Keywords",
    (2, 55): "DateCreated",
    (2, 60): "TimeCreated",
    (2, 62): "DigitalCreationDate",
    (2, 63): "DigitalCreationTime",
    (2, 80): "By-line",
    (2, 90): "City",
    (2, 101): "Country",
    (2, 105): "Headline",
    (2, 116): "CopyrightNotice",
    (2, 120): "Caption",
}
_MAX_SETS = 5_000
_UTF8_ESCAPE = b"\x1b%G"
"""Data set 1:90 with this value declares that all text is UTF-8 (ISO 2022)."""


@dataclass(frozen=True, slots=True)
class Iptc:
    """(name, text) of the data sets that are read, in order."""

    entries: tuple[tuple[str, str], ...] = ()
    problem: str | None = None

    def find_all(self, name: str) -> list[str]:
        return [text for entry, text in self.entries if entry == name]

    def find_first(self, name: str) -> str | None:
        return next((text for entry, text in self.entries if entry == name), None)

    def to_text(self) -> str:
        """Return one `name=text` per line, as the block is stored."""
        return "\n".join(f"{name}={text}" for name, text in self.entries)


def parse_iptc_text(text: str) -> Iptc:
    """Parse a stored block, as `Iptc.to_text` wrote it. A line without a name continues the one before."""
    entries: list[tuple[str, str]] = []
    for line in text.split("\n"):
        name, separator, value = line.partition("=")
        if separator and name in _NAMES.values():
            entries.append((name, value))
        elif entries:
            entries[-1] = (entries[-1][0], f"{entries[-1][1]}\n{line}")
    return Iptc(tuple(entries))


def extract_photoshop_iptc(data: bytes) -> bytes | None:
    """Return the IPTC data (resource 0x0404) from a chain of `8BIM` resource blocks."""
    return next((data[start:end] for resource, start, end in walk_resources(data) if resource == 0x0404), None)


def walk_resources(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (number, where its data begins, and ends) of each block in a chain of `8BIM` resource blocks."""
    at = 0
    for _ in range(_MAX_SETS):
        if data[at : at + 4] != b"8BIM" or at + 12 > len(data):
            return
        resource = int.from_bytes(data[at + 4 : at + 6], "big")
        name_length = data[at + 6] + 1
        start = at + 6 + name_length + name_length % 2
        size = int.from_bytes(data[start : start + 4], "big")
        yield resource, start + 4, start + 4 + size
        at = start + 4 + size + size % 2


def parse_iptc(data: bytes) -> Iptc:
    """Parse data sets `1C record number length…` until they end. Never raises for damaged data."""
    entries: list[tuple[str, str]] = []
    at, utf8, sets = 0, False, 0
    while at + 5 <= len(data) and data[at] == 0x1C:
        if sets == _MAX_SETS:
            return Iptc(
                tuple(entries), f"the IPTC block has more than {_MAX_SETS:,} data sets; the rest was {LEFT_OUT}"
            )
        record, number = data[at + 1], data[at + 2]
        size = int.from_bytes(data[at + 3 : at + 5], "big")
        at, sets = at + 5, sets + 1
        if size & 0x8000:
            width = size & 0x7FFF
            size = int.from_bytes(data[at : at + width], "big")
            at += width
        value = data[at : at + size]
        if len(value) < size:
            return Iptc(tuple(entries), "the IPTC block ends early")
        at += size
        if (record, number) == (1, 90):
            utf8 = value == _UTF8_ESCAPE
        elif name := _NAMES.get((record, number)):
            text = clean_text(value.decode("utf-8", "replace") if utf8 else decode_text(value))
            if text:
                entries.append((name, text))
    return Iptc(tuple(entries))
