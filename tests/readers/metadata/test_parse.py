"""Parsing raw metadata: what was found before damage is kept, and every text that is left out is reported."""

from __future__ import annotations

from app.domain.report import Block, Failure, Step
from app.readers.limits import LIMITS, Limits
from app.readers.metadata.parse import parse_metadata
from app.readers.metadata.parsed import SIDECAR_BLOCK
from app.readers.metadata.raw import RawMetadata
from tests.readers.support import DESCRIBED_EXIF, DESCRIBED_XMP


def test_after_a_walk_that_ended_early_texts_and_sidecar_are_kept() -> None:
    failure = Failure(Step.METADATA, "the data ends early or is damaged")
    raw = RawMetadata(blocks=(Block("png:parameters", "a cat"),), exif=DESCRIBED_EXIF, failure=failure)
    parsed = parse_metadata(raw, LIMITS, sidecar=DESCRIBED_XMP)
    assert [block.name for block in parsed.blocks] == ["png:parameters", SIDECAR_BLOCK]
    assert parsed.find_camera() is None
    assert [block for block, _ in parsed.packets] == [SIDECAR_BLOCK]


def test_a_sidecar_that_cannot_be_parsed_is_a_failure_of_its_own() -> None:
    parsed = parse_metadata(RawMetadata(), LIMITS, sidecar=b"<not xml")
    assert parsed.sidecar_failure == Failure(Step.SIDECAR, "the XMP packet is not well-formed XML")
    assert (parsed.blocks, parsed.packets, parsed.problems) == ((), (), ())


def test_why_a_sidecar_could_not_be_read_is_passed_on() -> None:
    failure = Failure(Step.SIDECAR, "the sidecar is larger than 4 MB")
    assert parse_metadata(RawMetadata(), LIMITS, sidecar=failure).sidecar_failure == failure


def test_a_sidecar_too_large_to_be_stored_is_reported() -> None:
    parsed = parse_metadata(RawMetadata(), Limits(text_bytes=10), sidecar=DESCRIBED_XMP)
    assert parsed.blocks == ()
    assert parsed.problems == ("the text “sidecar:xmp” is larger than 0 MB and was left out",)
