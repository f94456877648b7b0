"""What holds for every container: the size in its header, and everything that docs/FORMATS.md says it carries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.domain.report import FileReport
from app.readers.containers.reading import read_container
from app.readers.limits import LIMITS
from tests.readers.carriers import KINDS, Carrier, carriers
from tests.readers.support import block, blocks_named, encoded, every_image_format, picture, read_bytes


@pytest.mark.parametrize("name", sorted(every_image_format()))
def test_headers_state_the_size_the_decoder_finds(name: str) -> None:
    data = every_image_format()[name]
    raw = read_container({"jpg": "jpeg", "tif": "tiff"}.get(name[-3:], name.rpartition(".")[2]), data, LIMITS)
    assert (raw.width, raw.height) == (320, 240)
    assert raw.announced_size <= len(data)
    assert raw.problems == ()


@pytest.mark.parametrize("carrier", carriers(), ids=lambda carrier: f"{carrier.format}-{carrier.kind}")
def test_what_the_documentation_says_a_container_carries_is_read_from_it(tmp_path: Path, carrier: Carrier) -> None:
    report = read_bytes(tmp_path, f"a.{carrier.format}", carrier.data)
    assert report.failures == ()
    assert FOUND[carrier.kind](report)
    others = [kind for kind in FOUND if kind != carrier.kind and FOUND[kind](report)]
    assert others == [], "each file carries one kind"


def identify_tool(report: FileReport) -> str | None:
    return report.generation.tool if report.generation else None


FOUND: dict[str, Callable[[FileReport], bool]] = {
    "EXIF": lambda report: report.camera is not None and report.camera.model == "Rocket",
    "XMP": lambda report: (report.keywords, report.score) == (("cat",), 4) and block(report, "xmp") is not None,
    "IPTC": lambda report: report.keywords == ("dog",),
    "text": lambda report: identify_tool(report) == "A1111" and "stealth:alpha" not in blocks_named(report),
    "Content Credentials": lambda report: (
        identify_tool(report) == "ChatGPT"
        and [name for name in blocks_named(report) if name != "exif:Make"] == ["c2pa"]
    ),
    "lowest bits": lambda report: identify_tool(report) == "A1111" and block(report, "stealth:alpha") is not None,
}


def test_every_kind_of_metadata_can_be_told_from_the_others() -> None:
    assert tuple(FOUND) == KINDS


def test_a_picture_with_transparency_and_nothing_hidden_has_no_block(tmp_path: Path) -> None:
    pixels = np.dstack([picture(), picture()[..., 0]])
    assert read_bytes(tmp_path, "a.png", encoded(Image.fromarray(pixels), "PNG")).blocks == ()
