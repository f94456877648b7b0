"""What the metadata of one file states, parsed once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.report import Block, Camera, Failure, Gps
from app.readers.metadata.dates import Dated, find_exif_date, find_iptc_date, find_xmp_date
from app.readers.metadata.exif import IFD0, Exif
from app.readers.metadata.iptc import Iptc
from app.readers.metadata.place import find_exif_place, find_xmp_place
from app.readers.metadata.video_tags import VideoTags
from app.readers.metadata.xmp import Xmp
from app.readers.report.versions import sign_origin

SIDECAR_BLOCK = "sidecar:xmp"


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

    @property
    def orientation(self) -> int:
        """EXIF orientation 1…8; any other value counts as upright."""
        value = self.exif.find_integer(IFD0, 0x0112)
        return value if value is not None and 1 <= value <= 8 else 1

    def find_camera(self) -> tuple[Camera, str] | None:
        """Return make and model with their origin: a video's tags, EXIF, or XMP's copy of EXIF."""
        if self.video.camera is not None:
            return self.video.camera[0], sign_origin(self.video.camera[1])
        make, model = _as_device(self.tags.get("Make")), _as_device(self.tags.get("Model"))
        if make or model:
            return Camera(make, model), sign_origin("exif:Make, exif:Model")
        for block, packet in self.packets:
            make, model = _as_device(packet.find_first("tiff:Make")), _as_device(packet.find_first("tiff:Model"))
            if make or model:
                return Camera(make, model), sign_origin(f"{block} tiff:Make, tiff:Model")
        return None

    def find_capture_date(self) -> Dated | None:
        """Return the capture date with its origin; `metadata/dates.py` states the order of preference."""
        dated = (
            self.video.dated or find_exif_date(self.tags) or find_xmp_date(self.packets) or find_iptc_date(self.iptc)
        )
        return (dated[0], sign_origin(dated[1])) if dated else None

    def find_place(self) -> tuple[Gps, str] | None:
        """Return the place with its origin: a video's tags, EXIF, or XMP."""
        if self.video.place is not None:
            return self.video.place[0], sign_origin(self.video.place[1])
        if (gps := find_exif_place(self.exif)) is not None:
            return gps, sign_origin("exif:GPSLatitude, exif:GPSLongitude")
        for block, packet in self.packets:
            if (gps := find_xmp_place(packet)) is not None:
                return gps, sign_origin(f"{block} exif:GPSLatitude, exif:GPSLongitude")
        return None

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


def _as_device(text: str | None) -> str | None:
    """Return a maker's or model's name. ComfyUI stores whole graphs in these two tags; they name no camera."""
    return text if text and len(text) <= 100 and "{" not in text else None
