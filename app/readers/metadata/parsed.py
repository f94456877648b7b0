"""What the metadata of one file states, parsed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.domain.report import Block, Camera, Failure, Gps
from app.readers.metadata.dates import (
    CAPTURE_DATE,
    CAPTURE_TIME,
    TIME_ZONE,
    read_exif_dates,
    read_iptc_date,
    read_xmp_dates,
)
from app.readers.metadata.device import as_device
from app.readers.metadata.exif import IFD0, Exif
from app.readers.metadata.grammar.refusals import Reading, choose_first, describe_refusal, list_refusals
from app.readers.metadata.iptc import Iptc
from app.readers.metadata.notes.apple import CONTENT_IDENTIFIER, check_identifier
from app.readers.metadata.place import PLACE, read_exif_place, read_xmp_places
from app.readers.metadata.video_tags import VideoTags
from app.readers.metadata.xmp import Xmp, parse_rating
from app.readers.report.versions import sign_origin

SIDECAR_BLOCK = "sidecar:xmp"
RATING = "a rating"
"""What a warning calls a rating that was refused."""
REFUSED_METADATA = (CAPTURE_DATE, CAPTURE_TIME, TIME_ZONE, PLACE)
"""What is refused of dates and places."""


@dataclass(frozen=True, slots=True)
class ParsedMetadata:
    """Parsed metadata of one file, its XMP sidecar included."""

    exif: Exif = field(default_factory=Exif)
    tags: Mapping[str, str] = field(default_factory=dict)
    """EXIF tags as text, by name."""
    packets: tuple[tuple[str, Xmp], ...] = ()
    """XMP packets with the name of their block: embedded ones first, then the sidecar's."""
    iptc: Iptc = field(default_factory=Iptc)
    video: VideoTags = field(default_factory=VideoTags)
    blocks: tuple[Block, ...] = ()
    """All texts, in the order they are stored: embedded ones, those hidden in the pixels, the sidecar."""
    problems: tuple[str, ...] = ()
    """What could not be read of the embedded metadata, in words for the user."""
    sidecar_failure: Failure | None = None
    """Why the XMP sidecar could not be read, if it could not."""

    def find_camera(self) -> tuple[Camera, str] | None:
        """Return make and model with their origin: a video's tags, EXIF, or XMP's copy of EXIF."""
        if self.video.camera is not None:
            return self.video.camera[0], sign_origin(self.video.camera[1])
        make, model = as_device(self.tags.get("Make")), as_device(self.tags.get("Model"))
        if make or model:
            return Camera(make, model), sign_origin("exif:Make, exif:Model")
        for block, packet in self.packets:
            make, model = as_device(packet.find_first("tiff:Make")), as_device(packet.find_first("tiff:Model"))
            if make or model:
                return Camera(make, model), sign_origin(f"{block} tiff:Make, tiff:Model")
        return None

    def find_capture_date(self) -> tuple[str, str] | None:
        """Return the capture date with its origin; `metadata/dates.py` states the order of preference."""
        dated = choose_first(self._read_dates())
        return (dated[0], sign_origin(dated[1])) if dated else None

    def find_place(self) -> tuple[Gps, str] | None:
        """Return the place with its origin: a video's tags, EXIF, or XMP."""
        place = choose_first(self._read_places())
        return (place[0], sign_origin(place[1])) if place else None

    def find_content_identifier(self) -> tuple[str, str] | None:
        """Return what both files of a Live Photo have in common, with its origin."""
        if self.video.content_identifier is not None:
            return self.video.content_identifier[0], sign_origin(self.video.content_identifier[1])
        identifier = check_identifier(self.tags.get(CONTENT_IDENTIFIER, ""))
        return (identifier, sign_origin(f"exif:{CONTENT_IDENTIFIER}")) if identifier else None

    def list_refused_dates(self) -> list[str]:
        """Return what was refused of dates that would have counted, each quoted."""
        return list_refusals(CAPTURE_DATE, self._read_dates())

    def list_refused_places(self) -> list[str]:
        """Return what was refused of places that would have counted, each quoted."""
        return list_refusals(PLACE, self._read_places())

    def _read_dates(self) -> Iterator[Reading[str]]:
        yield from self.video.dates
        yield from read_exif_dates(self.tags)
        yield from read_xmp_dates(self.packets)
        yield from read_iptc_date(self.iptc)

    def _read_places(self) -> Iterator[Reading[Gps]]:
        yield from self.video.places
        yield from read_exif_place(self.tags)
        yield from read_xmp_places(self.packets)

    def list_keyword_sources(self) -> list[tuple[str, Iterable[str]]]:
        """Return (origin, keywords) in the order they are reported."""
        sources: list[tuple[str, Iterable[str]]] = [(block, packet.list_keywords()) for block, packet in self.packets]
        sources += [
            ("iptc", self.iptc.find_all("Keywords")),
            ("exif:XPKeywords", self.tags.get("XPKeywords", "").split(";")),
        ]
        return [(sign_origin(origin), keywords) for origin, keywords in sources]

    def find_windows_rating(self) -> int | None:
        """Return EXIF 0x4746, 1…5 stars; 0 means “not rated”."""
        rating = self.exif.find_integer(IFD0, 0x4746)
        return rating if rating is not None and 1 <= rating <= 5 else None

    def list_refused_ratings(self) -> list[str]:
        """Return the ratings that are none, each quoted."""
        held = [(f"{block} xmp:Rating", packet.find_first("xmp:Rating") or "") for block, packet in self.packets]
        refused = [(text, origin) for origin, text in held if text and parse_rating(text) is None]
        if self.find_windows_rating() is None and (text := self.tags.get("Rating", "")).strip("0 "):
            refused.append((text, "exif:Rating"))
        return [describe_refusal(RATING, text, origin) for text, origin in refused]
