"""The provenance of every value names the block, the parser and its version."""

from __future__ import annotations

import json
import re
from pathlib import Path

from app.readers import as_json
from app.readers.generation.registry import TOOLS, VERSIONS
from app.readers.report.versions import METADATA_PARSERS, sign_origin, strip_parser
from tests.readers.photographs.support import every_photograph
from tests.readers.support import (
    bag,
    every_image_format,
    every_video_format,
    exif_segment,
    jpeg,
    read,
    read_bytes,
    tiff_structure,
    xmp,
    xmp_segment,
)

INFOTEXT = b"a cat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Model: m"
SIGNED = re.compile(r"[^/]+ / [a-z0-9_]+ [1-9]\d*(?:, [^/]+ / [a-z0-9_]+ [1-9]\d*)*(?:; .+ says -?\d)*")
PARTS = ("camera", "gps", "captured_at", "keywords", "score", "favourite", "width", "height")


def rich(folder: Path) -> Path:
    """Return a JPEG with metadata for every parser."""
    tags = [(0x010F, 2, b"Make\0"), (0x0110, 2, b"Model\0"), (0x4746, 3, [2])]
    camera = [(0x9003, 2, b"2024:01:02 03:04:05\0"), (0x9286, 7, b"ASCII\0\0\0" + INFOTEXT)]
    packet = xmp(bag("dc:subject", "cat"), 'exif:GPSLatitude="48,51.5N" exif:GPSLongitude="2,17.6E" xmp:Rating="3"')
    path = folder / "a.jpg"
    path.write_bytes(jpeg(exif_segment(tiff_structure(tags, camera)), xmp_segment(packet)))
    (folder / ".scores").mkdir()
    (folder / ".scores" / "a.jpg.json").write_text(json.dumps({"score": 5, "favourite": True}))
    return path


def test_every_value_is_signed_with_its_parser_and_version(tmp_path: Path) -> None:
    report = read(rich(tmp_path))
    found = as_json(report)
    assert {name for name in PARTS if name in found} == set(PARTS)
    for name in PARTS:
        assert SIGNED.fullmatch(report.provenance[name]), report.provenance[name]
    generated = {name: origin for name, origin in report.provenance.items() if name.startswith("generation.")}
    assert set(generated.values()) == {"exif:UserComment / a1111 3"}
    assert report.provenance["keywords"] == "exif:UserComment / a1111 3, xmp / xmp 2"
    assert report.provenance["score"] == ".scores sidecar / scores 1; xmp xmp:Rating says 3; exif:Rating says 2"


def test_what_a_header_states_is_signed_in_every_format(tmp_path: Path) -> None:
    for name, data in (every_image_format() | every_video_format() | every_photograph()).items():
        report = read_bytes(tmp_path, name, data)
        for value in ("width", "height", "duration_s", "frame_rate", "codec"):
            if getattr(report, value) is not None:
                assert report.provenance[value] == "header / containers 2", (name, value)


def test_versions_are_whole_numbers_from_one_and_parsers_of_one_name_share_theirs() -> None:
    assert all(version >= 1 for version in [*VERSIONS.values(), *(parser.version for parser in METADATA_PARSERS)])
    assert {(tool.parser, tool.version) for tool in TOOLS} == set(VERSIONS.items())
    assert len({parser.name for parser in METADATA_PARSERS}) == len(
        {(parser.name, parser.version) for parser in METADATA_PARSERS}
    )
    assert not {parser.name for parser in METADATA_PARSERS} & VERSIONS.keys(), "one name, one parser"


def test_a_block_is_found_again_in_its_provenance() -> None:
    assert strip_parser(sign_origin("video:creation_time")) == "video:creation_time"
