"""Parses what a container carried, what was hidden in the pixels, and the XMP sidecar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.domain.report import Failure, Step
from app.readers.generation import build_c2pa_block, build_stealth_block
from app.readers.limits import Limits
from app.readers.metadata.block_collector import BlockCollector
from app.readers.metadata.exif import Exif, parse_exif
from app.readers.metadata.iptc import Iptc, parse_iptc, parse_iptc_text
from app.readers.metadata.packets.encoding import decode_packet
from app.readers.metadata.parsed import SIDECAR_BLOCK, ParsedMetadata
from app.readers.metadata.raw import RawMetadata
from app.readers.metadata.video_tags import VideoTags, is_encoder_tag, parse_video_tags
from app.readers.metadata.xmp import Xmp, parse_xmp_text
from app.readers.reasons import UnreadableError, capture_failure


def parse_metadata(
    raw: RawMetadata,
    limits: Limits,
    *,
    hidden_bits: bytes | None = None,
    sidecar: bytes | Failure | None = None,
    video_tags: Mapping[str, str] | None = None,
) -> ParsedMetadata:
    """Return everything these sources state.

    `hidden_bits` are the lowest bits of a picture's samples, as decoding returned them. `sidecar` is the XMP sidecar,
    or why it could not be read. Never raises: damage is in the result.
    """
    blocks = BlockCollector(limits, raw.blocks, raw.problems)
    embedded = _parse_embedded_safely(raw, video_tags or {}, blocks, limits)
    if hidden_bits is not None and (hidden := build_stealth_block(hidden_bits)) is not None:
        blocks.add(hidden.name, hidden.text)
    beside, sidecar_failure = _parse_sidecar(sidecar, blocks, limits)
    return ParsedMetadata(
        exif=embedded.exif,
        tags=embedded.tags,
        packets=(*embedded.packets, *([(SIDECAR_BLOCK, beside)] if beside is not None else [])),
        iptc=embedded.iptc,
        video=embedded.video,
        blocks=tuple(blocks.blocks),
        problems=(*embedded.failures, *blocks.problems, *embedded.problems),
        sidecar_failure=sidecar_failure,
    )


@dataclass(frozen=True, slots=True)
class _EmbeddedMetadata:
    """Parsed metadata of the file itself; its texts are in the block collector."""

    exif: Exif = field(default_factory=Exif)
    tags: Mapping[str, str] = field(default_factory=dict)
    packets: tuple[tuple[str, Xmp], ...] = ()
    iptc: Iptc = field(default_factory=Iptc)
    video: VideoTags = field(default_factory=VideoTags)
    problems: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    """Why parsing ended early, if it did."""


def _parse_embedded_safely(
    raw: RawMetadata, video_tags: Mapping[str, str], blocks: BlockCollector, limits: Limits
) -> _EmbeddedMetadata:
    """Parse the embedded metadata, unless the walk of the container ended early: then what it left is not trusted."""
    if raw.failure is not None:
        return _EmbeddedMetadata()
    outcome = capture_failure(Step.METADATA, lambda: _parse_embedded(raw, video_tags, blocks, limits))
    return _EmbeddedMetadata(failures=(outcome.reason,)) if isinstance(outcome, Failure) else outcome


def _parse_embedded(
    raw: RawMetadata, video_tags: Mapping[str, str], blocks: BlockCollector, limits: Limits
) -> _EmbeddedMetadata:
    """The order of these lines is the order in which blocks are stored."""
    exif = parse_exif(raw.exif, limits) if raw.exif is not None else Exif()
    for first, part in raw.exif_parts:
        exif = exif.with_part(parse_exif(part, limits, first))
    tags = dict(exif.list_named_tags())
    for name, text in tags.items():
        tags[name] = blocks.add(f"exif:{name}", text) or text
    packets, xmp_problems = _parse_packets(raw.xmp, blocks, limits)
    if raw.c2pa and (credentials := build_c2pa_block(raw.c2pa)) is not None:
        blocks.add(credentials.name, credentials.text)
    iptc = _parse_iptc(raw.iptc, blocks) if raw.iptc else Iptc()
    for name, text in video_tags.items():
        if not is_encoder_tag(name):
            blocks.add(f"video:{name}", text)
    iptc_problems = [iptc.problem] if iptc.problem else []
    problems = (*exif.problems, *xmp_problems, *iptc_problems)
    return _EmbeddedMetadata(exif, tags, tuple(packets), iptc, parse_video_tags(video_tags), problems)


def _parse_iptc(data: bytes, blocks: BlockCollector) -> Iptc:
    """Parse and keep the data sets. Of a block that was cut, only what is kept counts, as it does when parsed again."""
    iptc = parse_iptc(data)
    text = iptc.to_text()
    kept = blocks.add("iptc", text)
    if not kept or len(kept) == len(text):
        return iptc
    return replace(parse_iptc_text(kept), problem=iptc.problem)


def _parse_packets(
    xmp: tuple[bytes, ...], blocks: BlockCollector, limits: Limits
) -> tuple[list[tuple[str, Xmp]], list[str]]:
    """Return the packets that can be parsed, and what is wrong with them and the others. All are kept as blocks."""
    packets: list[tuple[str, Xmp]] = []
    problems: list[str] = []
    for packet in xmp:
        decoded = decode_packet(packet)
        blocks.add("xmp", decoded.text, is_xml=True)
        try:
            packets.append(("xmp", parse_xmp_text(decoded.text, limits, decoded.damage)))
        except UnreadableError as error:
            problems.append(str(error))
        else:
            problems += filter(None, [packets[-1][1].problem])
    return packets, problems


def _parse_sidecar(
    sidecar: bytes | Failure | None, blocks: BlockCollector, limits: Limits
) -> tuple[Xmp | None, Failure | None]:
    """Parse the XMP sidecar and keep it as a block; one that cannot be parsed is not kept."""
    if not isinstance(sidecar, bytes):
        return None, sidecar
    decoded = decode_packet(sidecar)
    parsed = capture_failure(Step.SIDECAR, lambda: parse_xmp_text(decoded.text, limits, decoded.damage))
    if isinstance(parsed, Failure):
        return None, parsed
    blocks.add(SIDECAR_BLOCK, decoded.text, is_xml=True)
    return parsed, Failure(Step.SIDECAR, parsed.problem) if parsed.problem else None
