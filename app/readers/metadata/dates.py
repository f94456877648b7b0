"""When a picture was taken: ISO 8601, with an offset only where the file states one.

Order of preference; the first source with a valid date counts:
1. EXIF DateTimeOriginal (with SubSecTimeOriginal, OffsetTimeOriginal)
2. EXIF CreateDate, “digitized” (with SubSecTimeDigitized, OffsetTimeDigitized)
3. XMP exif:DateTimeOriginal, photoshop:DateCreated, xmp:CreateDate: embedded packets first, then the sidecar
4. IPTC DateCreated + TimeCreated
5. a video's com.apple.quicktime.creationdate (local time with offset), then its creation_time (UTC)

In a video, its own tags come first.

EXIF ModifyDate is not used: it states when a program last saved the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from app.readers.metadata.iptc import Iptc
from app.readers.metadata.xmp import Xmp

_EXIF = re.compile(r"(\d{4})[:\-/.](\d{1,2})[:\-/.](\d{1,2})[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2}))?")
_ISO = re.compile(
    r"(?P<date>\d{4}(?:-\d{2}(?:-\d{2})?)?)"
    r"(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2})?)(?P<fraction>\.\d+)?\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?)?$"
)
_IPTC_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_IPTC_TIME = re.compile(r"(\d{2})(\d{2})(\d{2})([+-]\d{4})?$")
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})$|Z$")

_XMP_DATES = ("exif:DateTimeOriginal", "photoshop:DateCreated", "xmp:CreateDate")

Dated = tuple[str, str]
"""(ISO 8601, where it came from)."""


def find_exif_date(tags: Mapping[str, str]) -> Dated | None:
    """Return the date in EXIF tags (name → text)."""
    for name, suffix in (("DateTimeOriginal", "Original"), ("CreateDate", "Digitized")):
        if iso := parse_exif_date(tags.get(name, ""), tags.get(f"SubSecTime{suffix}"), tags.get(f"OffsetTime{suffix}")):
            return iso, f"exif:{name}"
    return None


def find_xmp_date(packets: Iterable[tuple[str, Xmp]]) -> Dated | None:
    """Return the date in XMP packets, each given with the name of its block."""
    for block, packet in packets:
        for name in _XMP_DATES:
            if iso := parse_iso_date(packet.find_first(name) or ""):
                return iso, f"{block} {name}"
    return None


def find_iptc_date(iptc: Iptc) -> Dated | None:
    """Return the date in IIM 2:55 (CCYYMMDD) and 2:60 (HHMMSS±HHMM)."""
    date = _IPTC_DATE.match(iptc.find_first("DateCreated") or "")
    if date is None:
        return None
    text = "-".join(date.groups())
    if time := _IPTC_TIME.match(iptc.find_first("TimeCreated") or ""):
        hours, minutes, seconds, offset = time.groups()
        text += f"T{hours}:{minutes}:{seconds}{offset or ''}"
    iso = parse_iso_date(text)
    return (iso, "iptc:DateCreated") if iso else None


def find_video_date(tags: Mapping[str, str]) -> Dated | None:
    """Return the date in a video's tags. `creation_time` is UTC by ISO 14496-12; 1904 and 1970 mean “not set”."""
    for name in ("com.apple.quicktime.creationdate", "creation_time", "date_recorded", "date"):
        iso = parse_iso_date(tags.get(name, ""))
        if iso and len(iso) > 10 and iso[:4] not in ("1904", "1970"):
            return iso, f"video:{name}"
    return None


def parse_exif_date(text: str, subsec: str | None, offset: str | None) -> str | None:
    """Convert `2019:07:24 11:25:40` with its fraction and offset to ISO 8601; None for blanks and impossible dates."""
    match = _EXIF.match(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        moment = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    digits = (subsec or "").strip()
    fraction = f".{digits}" if digits.isascii() and digits.isdigit() and len(digits) <= 9 else ""
    return moment.isoformat() + fraction + _parse_offset(offset or "")


def parse_iso_date(text: str) -> str | None:
    """Normalise an ISO 8601 date as XMP and videos write it. Return None for an impossible date."""
    text = text.strip()
    match = _ISO.match(text)
    if match is None:
        return parse_exif_date(text, None, text[19:] or None)
    date, time = match["date"], match["time"]
    try:
        datetime.fromisoformat((date + "-01-01"[: 10 - len(date)] if len(date) < 10 else date) + f"T{time or '00:00'}")
    except ValueError:
        return None
    if time is None:
        return date
    seconds = time if len(time) == 8 else f"{time}:00"
    return f"{date}T{seconds}{_keep_fraction(match['fraction'])}{_parse_offset(match['offset'] or '')}"


def _keep_fraction(text: str | None) -> str:
    """Drop `.000000`, which video writers add without meaning it."""
    return "" if text is None or not text.strip(".0") else text[:10]


def _parse_offset(text: str) -> str:
    match = _OFFSET.match(text.strip())
    if match is None:
        return ""
    if match[1] is None:
        return "+00:00"
    hours, minutes = int(match[2]), int(match[3])
    return f"{match[1]}{hours:02d}:{minutes:02d}" if hours <= 14 and minutes < 60 else ""
