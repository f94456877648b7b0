"""GIF: comments, XMP and Content Credentials among the blocks of its frames."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from app.readers.containers.reading import read_container
from app.readers.limits import LIMITS, Limits
from tests.readers.generation.support import CREDENTIALS
from tests.readers.support import (
    DESCRIBED_XMP,
    IMAGE,
    block,
    blocks_named,
    encoded,
    gif_application,
    gif_with,
    picture,
    read_bytes,
)


def animation() -> bytes:
    frames = [Image.fromarray(picture(64, 64)), Image.fromarray(255 - picture(64, 64))]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    return target.getvalue()


def test_a_comment_in_many_pieces_is_one(tmp_path: Path) -> None:
    comment = "Steps: 20, " * 60
    report = read_bytes(tmp_path, "a.gif", encoded(IMAGE, "GIF", comment=comment.encode()))
    assert block(report, "gif:comment") == comment.strip()


def test_the_walk_is_bounded() -> None:
    comments = b"".join(b"\x21\xfe\x04" + f"{index:04}".encode() + b"\0" for index in range(100))
    data = b"GIF89a\x01\0\x01\0\0\0\0" + comments + b"\x3b"
    for sub_blocks, found in ((4_000_000, 100), (20, 10)):
        assert len(read_container("gif", data, Limits(sub_blocks=sub_blocks)).blocks) == found


def test_xmp_is_read(tmp_path: Path) -> None:
    """XMP specification part 3, 1.1.2: the packet is not in sub-blocks; a trailer of 258 bytes lets readers skip it."""
    trailer = bytes([1, *range(255, -1, -1), 0])
    data = gif_with(encoded(IMAGE, "GIF"), b"\x21\xff\x0bXMP DataXMP" + DESCRIBED_XMP + trailer)
    report = read_bytes(tmp_path, "a.gif", data)
    assert (report.keywords, report.score) == (("cat",), 4)


def test_an_animations_content_credentials_name_the_tool(tmp_path: Path) -> None:
    """C2PA 2.4, A.3.8: one application extension, the store in sub-blocks of at most 255 bytes."""
    assert len(CREDENTIALS) > 255, "so that it stands in several pieces"
    data = gif_with(animation(), gif_application(b"C2PA_GIF\x01\0\0", CREDENTIALS))
    report = read_bytes(tmp_path, "a.gif", data)
    assert report.failures == ()
    assert blocks_named(report) == ["c2pa"]
    assert report.generation is not None
    assert report.generation.tool == "ChatGPT"


@pytest.mark.parametrize("name", [b"C2PA_GIF\0\0\0", b"NETSCAPE2.0", b"C2PA_GIF\x01\0\x01"])
def test_another_application_or_code_holds_no_credentials(tmp_path: Path, name: bytes) -> None:
    data = gif_with(animation(), gif_application(name, CREDENTIALS))
    assert read_bytes(tmp_path, "a.gif", data).blocks == ()


def test_credentials_cut_off_in_the_middle_name_nobody(tmp_path: Path) -> None:
    data = gif_with(animation(), gif_application(b"C2PA_GIF\x01\0\0", CREDENTIALS[:300]))
    report = read_bytes(tmp_path, "a.gif", data)
    assert report.fatal is None
    assert report.generation is None


def test_frames_are_counted() -> None:
    for data, frames in ((encoded(IMAGE, "GIF"), 1), (animation(), 2)):
        assert read_container("gif", data, LIMITS).animation.frames == frames
