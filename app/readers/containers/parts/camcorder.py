"""What camcorders write into the pictures of AVCHD: date, place and maker, as SEI user data of H.264 (MDPM).

    uuid (16 bytes), “MDPM”, number of entries, and of each entry its number and four bytes

Sources: ITU-T H.264, 7.3.2.3.1 (SEI), D.1.7 (unregistered user data) and 7.4.1 (emulation prevention). The makers did
not publish the entries; they are those of ExifTool's tag table “H264 MDPM”, US 2009/0052875 and EP 2 051 528.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_SYNC = 0x47
_PACKET = 188
_SIZES = (188, 192)
_MARK = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"
_ENTRY = 5
_ENTRIES_MAX = 255
_ESCAPED_BYTES = 2 * _ENTRY * _ENTRIES_MAX
_DATE, _TIME = 0x18, 0x19
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE = 0xB1, 0xB2, 0xB5, 0xB6
_MAKER = 0xE0
_MAKERS = {0x0103: "Panasonic", 0x0108: "Sony", 0x1011: "Canon", 0x1104: "JVC"}
_NO_ZONE, _SUMMER, _WEST, _HALF_HOUR = 0x80, 0x40, 0x20, 0x01


def read_camcorder_tags(head: bytes) -> dict[str, str]:
    """Return the tags in the first picture of the transport stream that begins with `head`; empty where it has none.

    `DateTimeOriginal` is local time, with its offset where that is stated; `location` is written as ISO 6709.
    """
    if _MARK[:8] not in head and b"MDPM" not in head:
        return {}
    for stream in _join_streams(head):
        if (at := stream.find(_MARK)) >= 0:
            body = stream[at + len(_MARK) :][:_ESCAPED_BYTES].replace(b"\0\0\3", b"\0\0")
            return dict(_iterate_tags(_read_entries(body)))
    return {}


def _join_streams(head: bytes) -> Iterator[bytes]:
    """Yield the payload of each stream (PID) in the transport packets."""
    for size in _SIZES:
        first = size - _PACKET
        if head[first::size][:3].strip(bytes([_SYNC])):
            continue
        streams: dict[int, list[bytes]] = {}
        for at in range(first, len(head) - _PACKET + 1, size):
            packet = head[at : at + _PACKET]
            if packet[0] == _SYNC and packet[3] & 0x10:
                start = 5 + packet[4] if packet[3] & 0x20 else 4
                streams.setdefault(int.from_bytes(packet[1:3], "big") & 0x1FFF, []).append(packet[start:])
        yield from (b"".join(parts) for parts in streams.values())


def _read_entries(body: bytes) -> dict[int, bytes]:
    """Return the entries. Their numbers grow; what follows another one is no entry."""
    entries: dict[int, bytes] = {}
    last = -1
    for index in range(body[0] if body else 0):
        entry = body[1 + index * _ENTRY :][:_ENTRY]
        if len(entry) < _ENTRY or entry[0] <= last:
            break
        last = entry[0]
        entries[last] = entry[1:]
    return entries


def _iterate_tags(entries: Mapping[int, bytes]) -> Iterator[tuple[str, str]]:
    if _DATE in entries and _TIME in entries:
        zone, *digits = entries[_DATE] + entries[_TIME]
        century, year, month, day, hour, minute, second = (f"{digit:02x}" for digit in digits)
        yield "DateTimeOriginal", f"{century}{year}:{month}:{day} {hour}:{minute}:{second}{_read_zone(zone)}"
    if maker := _MAKERS.get(int.from_bytes(entries.get(_MAKER, b"")[:2], "big")):
        yield "make", maker
    latitude = _read_degrees(entries, _LATITUDE, entries.get(_LATITUDE_REF, b""), b"NS")
    longitude = _read_degrees(entries, _LONGITUDE, entries.get(_LONGITUDE_REF, b""), b"EW")
    if latitude is not None and longitude is not None:
        yield "location", f"{latitude:+010.6f}{longitude:+011.6f}/"


def _read_zone(zone: int) -> str:
    """Return the offset. In summer it is not plain whether the hour is in it, and without it the time is as good."""
    if zone & (_NO_ZONE | _SUMMER):
        return ""
    return f"{'-' if zone & _WEST else '+'}{zone >> 1 & 15:02}:{'30' if zone & _HALF_HOUR else '00'}"


def _read_degrees(entries: Mapping[int, bytes], first: int, reference: bytes, directions: bytes) -> float | None:
    """Return degrees of degrees, minutes and seconds, each two numbers of 16 bits; None where one is missing."""
    parts = [entries.get(first + index, b"") for index in range(3)]
    pairs = [(int.from_bytes(part[:2], "big"), int.from_bytes(part[2:], "big")) for part in parts]
    if reference[:1] not in (directions[:1], directions[1:]) or not reference or not all(below for _, below in pairs):
        return None
    degrees: float = sum(above / below / part for part, (above, below) in zip((1, 60, 3600), pairs, strict=True))
    return -degrees if reference[:1] == directions[1:] else degrees
