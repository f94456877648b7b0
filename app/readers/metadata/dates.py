"""When a picture was taken: ISO 8601, with an offset only where the file states one.

Order of preference; the first source with a valid date counts:
1. EXIF DateTimeOriginal (with SubSecTimeOriginal, OffsetTimeOriginal)
2. EXIF CreateDate, “digitized” (with SubSecTimeDigitized, OffsetTimeDigitized)
3. XMP exif:DateTimeOriginal, photoshop:DateCreated, xmp:CreateDate: embedded packets first, then the sidecar
4. IPTC DateCreated + TimeCreated
5. a video's com.apple.quicktime.creationdate (local time with offset), then its creation_time (UTC; without an offset
   in AVI), then IDIT and ICRD of AVI, and DateTimeOriginal of camcorders (local time)

In a video, its own tags come first.

EXIF ModifyDate is not used: it states when a program last saved the file.

Each function yields one reading per field that holds something, in this order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.readers.metadata.grammar.moment import is_unset, parse_moment, parse_offset
from app.readers.metadata.grammar.refusals import Reading, describe_refusal
from app.readers.metadata.iptc import Iptc
from app.readers.metadata.xmp import Xmp

CAPTURE_DATE, CAPTURE_TIME, TIME_ZONE = "a capture date", "a capture time", "a time zone"
"""What a warning calls a value that was refused."""

_XMP_DATES = ("exif:DateTimeOriginal", "photoshop:DateCreated", "xmp:CreateDate")
_VIDEO_DATES = ("com.apple.quicktime.creationdate", "creation_time", "date_recorded", "date")
_CAMERA_DATES = ("IDIT", "ICRD", "DateTimeOriginal")
"""Of AVI and AVCHD: when it was captured, also without a time."""
_NEVER_SET = ("1904", "1970")
"""The years in which the clocks of MP4 and of Unix begin."""


def read_exif_dates(tags: Mapping[str, str]) -> Iterator[Reading[str]]:
    """Yield the dates in EXIF tags (name → text)."""
    for name, suffix in (("DateTimeOriginal", "Original"), ("CreateDate", "Digitized")):
        held, zone = tags.get(name, ""), tags.get(f"OffsetTime{suffix}", "")
        if not is_unset(held):
            date = parse_moment(held, tags.get(f"SubSecTime{suffix}"), zone)
            yield Reading(f"exif:{name}", held, date, _refuse_zone(zone, f"exif:OffsetTime{suffix}"))


def read_xmp_dates(packets: Iterable[tuple[str, Xmp]]) -> Iterator[Reading[str]]:
    """Yield the dates in XMP packets, each given with the name of its block."""
    for block, packet in packets:
        for name in _XMP_DATES:
            held = packet.find_first(name) or ""
            if not is_unset(held):
                yield Reading(f"{block} {name}", held, parse_moment(held))


def read_iptc_date(iptc: Iptc) -> Iterator[Reading[str]]:
    """Yield the date in IIM 2:55 (CCYYMMDD) and 2:60 (HHMMSS±HHMM); some writers put both into the first."""
    held, time = iptc.find_first("DateCreated") or "", iptc.find_first("TimeCreated") or ""
    if is_unset(held):
        return
    date = parse_moment(held)
    if date is None or "T" in date or not time.strip():
        yield Reading("iptc:DateCreated", held, date)
    elif moment := parse_moment(f"{held.strip()} {time}"):
        yield Reading("iptc:DateCreated", held, moment)
    else:
        yield Reading("iptc:DateCreated", held, date, (describe_refusal(CAPTURE_TIME, time, "iptc:TimeCreated"),))


def read_video_dates(tags: Mapping[str, str]) -> Iterator[Reading[str]]:
    """Yield the dates with a time in a video's tags. `creation_time` is UTC by ISO 14496-12.

    Outside of AVI and AVCHD, a tag with a date alone says when a work was published, as music players use it.
    """
    for name in (*_VIDEO_DATES, *_CAMERA_DATES):
        held = tags.get(name, "")
        date = None if is_unset(held) else parse_moment(held)
        is_capture = date is None or (("T" in date or name in _CAMERA_DATES) and date[:4] not in _NEVER_SET)
        if not is_unset(held) and is_capture:
            yield Reading(f"video:{name}", held, date)


def _refuse_zone(text: str, origin: str) -> tuple[str, ...]:
    is_refused = not is_unset(text) and parse_offset(text) is None
    return (describe_refusal(TIME_ZONE, text, origin),) if is_refused else ()
