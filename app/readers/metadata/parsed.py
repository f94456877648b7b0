"""What the metadata of one picture says, parsed once from its raw blocks and from its XMP sidecar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.domain.report import Block, Camera, Gps
from app.readers.generation import build_c2pa_block, build_stealth_block
from app.readers.limits import Limits
from app.readers.metadata.dates import Dated, find_exif_date, find_iptc_date, find_xmp_date
from app.readers.metadata.exif import IFD0, Exif, parse_exif
from app.readers.metadata.iptc import Iptc, parse_iptc
from app.readers.metadata.place import find_exif_place, find_xmp_place
from app.readers.metadata.raw import Embedded
from app.readers.metadata.xmp import Xmp, decode_packet, parse_xmp
from app.readers.reasons import UnreadableError
from app.readers.report.versions import sign_origin

SIDECAR_BLOCK = "sidecar:xmp"


@dataclass(slots=True)
class ParsedMetadata:
    """Parsed metadata of one file. `problems` says what could not be read."""

    exif: Exif = field(default_factory=Exif)
    tags: dict[str, str] = field(default_factory=dict)
    """EXIF tags as text, by name."""
    packets: list[tuple[str, Xmp]] = field(default_factory=list)
    """XMP packets with the name of their block: embedded ones first, then the sidecar's."""
    iptc: Iptc = field(default_factory=Iptc)
    dated: Dated | None = None
    """What a video's tags say of its date; place and camera likewise, each with its tag."""
    place: tuple[Gps, str] | None = None
    shot_with: tuple[Camera, str] | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def orientation(self) -> int:
        """EXIF orientation 1…8; anything else counts as upright."""
        value = self.exif.find_integer(IFD0, 0x0112)
        return value if value is not None and 1 <= value <= 8 else 1

    def find_camera(self) -> tuple[Camera, str] | None:
        """Make and model with where they came from: EXIF, else XMP's copy of it."""
        if self.shot_with is not None:
            return self.shot_with[0], sign_origin(self.shot_with[1])
        make, model = _device(self.tags.get("Make")), _device(self.tags.get("Model"))
        if make or model:
            return Camera(make, model), sign_origin("exif:Make, exif:Model")
        for block, packet in self.packets:
            make, model = _device(packet.find_first("tiff:Make")), _device(packet.find_first("tiff:Model"))
            if make or model:
                return Camera(make, model), sign_origin(f"{block} tiff:Make, tiff:Model")
        return None

    def find_capture_date(self) -> Dated | None:
        dated = self.dated or find_exif_date(self.tags) or find_xmp_date(self.packets) or find_iptc_date(self.iptc)
        return (dated[0], sign_origin(dated[1])) if dated else None

    def find_place(self) -> tuple[Gps, str] | None:
        """The place with where it came from: a video's tags, EXIF, XMP."""
        if self.place is not None:
            return self.place[0], sign_origin(self.place[1])
        if (gps := find_exif_place(self.exif)) is not None:
            return gps, sign_origin("exif:GPSLatitude, exif:GPSLongitude")
        for block, packet in self.packets:
            if (gps := find_xmp_place(packet)) is not None:
                return gps, sign_origin(f"{block} exif:GPSLatitude, exif:GPSLongitude")
        return None

    def list_keyword_sources(self) -> list[tuple[str, Iterable[str]]]:
        """(block, keywords) in the order they are reported."""
        sources: list[tuple[str, Iterable[str]]] = [(block, packet.list_keywords()) for block, packet in self.packets]
        sources += [("iptc", self.iptc.find_all("Keywords")), ("exif:XPKeywords", self._windows_keywords())]
        return [(sign_origin(origin), keywords) for origin, keywords in sources]

    def find_windows_rating(self) -> int | None:
        """EXIF 0x4746, 1…5 stars; 0 means «not rated»."""
        rating = self.exif.find_integer(IFD0, 0x4746)
        return rating if rating is not None and 1 <= rating <= 5 else None

    def _windows_keywords(self) -> list[str]:
        return self.tags.get("XPKeywords", "").split(";")

    def add_packet(self, block: str, packet: bytes, limits: Limits) -> None:
        self.packets.append((block, parse_xmp(packet, limits)))


def _device(text: str | None) -> str | None:
    """A maker's or model's name; ComfyUI keeps whole graphs in these two tags, which are no camera."""
    return text if text and len(text) <= 100 and "{" not in text else None


def describe(embedded: Embedded) -> ParsedMetadata:
    """Parses what the container carried, and adds the parsed blocks' texts to `embedded.blocks`."""
    described = ParsedMetadata()
    if embedded.exif is not None:
        _describe_exif(embedded, described)
    for packet in embedded.xmp:
        embedded.add_text("xmp", decode_packet(packet))
        try:
            described.add_packet("xmp", packet, embedded.limits)
        except UnreadableError as error:
            described.problems.append(str(error))
    if embedded.c2pa and (credentials := build_c2pa_block(embedded.c2pa)) is not None:
        embedded.add_text(credentials.name, credentials.text)
    if embedded.iptc:
        described.iptc = parse_iptc(embedded.iptc)
        embedded.add_text("iptc", described.iptc.to_text())
        if described.iptc.problem:
            described.problems.append(described.iptc.problem)
    described.problems[:0] = embedded.problems
    return described


def _describe_exif(embedded: Embedded, described: ParsedMetadata) -> None:
    described.exif = parse_exif(embedded.exif or b"", embedded.limits)
    described.problems += described.exif.problems
    for name, text in described.exif.list_named_tags():
        described.tags[name] = text
        embedded.add_text(f"exif:{name}", text)


def join_keywords(sources: Iterable[tuple[str, Iterable[str]]], limits: Limits) -> tuple[tuple[str, ...], str]:
    """Keywords of all sources, each once whatever its case, and the names of the sources that gave any."""
    found: dict[str, str] = {}
    origins: list[str] = []
    for origin, keywords in sources:
        before = len(found)
        for keyword in keywords:
            word = " ".join(keyword.split())
            if word and len(word) <= limits.keyword_length and len(found) < limits.keywords:
                found.setdefault(word.casefold(), word)
        if len(found) > before and origin not in origins:
            origins.append(origin)
    return tuple(found.values()), ", ".join(origins)


def blocks_of(embedded: Embedded, sidecar: bytes | None) -> tuple[Block, ...]:
    """All blocks in the order they are kept: embedded ones, those hidden in the pixels, the sidecar."""
    if embedded.hidden is not None and (hidden := build_stealth_block(embedded.hidden)) is not None:
        embedded.add_text(hidden.name, hidden.text)
    if sidecar is not None:
        embedded.add_text(SIDECAR_BLOCK, decode_packet(sidecar))
    return tuple(embedded.blocks)
