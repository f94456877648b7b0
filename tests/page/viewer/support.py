"""Files and helpers for the tests of the viewer."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Locator, Page, expect

from tests.readers.support import encoded, heic, picture, png, text_chunk
from tests.support.preview import PreviewClient, read
from tests.support.server import HeadraceProcess

PROMPT = "a mill race at dawn, <b>café</b> 🌄"
NEGATIVE = "blurry"
SETTINGS = "Steps: 20, Sampler: Euler, CFG scale: 7, Seed: 830680752, Size: 1600x1000, Model: dream"
LONG = "a red fox in the snow, " * 200
FRAME_RATE = 10
FRAMES = 30

NAMES = [
    "a-large.png",
    "b-large.png",
    "c-dot.png",
    "d-icon.png",
    "e-heic.heic",
    "f-tiff.tif",
    "g-video.webm",
    "h-broken.png",
    "i-long.png",
    "j-upright.png",
]
"""In the order of the list."""


def write_media(folder: Path) -> None:
    """One file for each thing that the viewer has to show."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "b-large.png": encoded(Image.fromarray(picture(1600, 1000)[::-1].copy()), "PNG"),
        "c-dot.png": png(pixels=picture(8, 8)),
        "d-icon.png": png(pixels=picture(70, 100)),
        "e-heic.heic": heic(Image.fromarray(picture(1600, 1000))),
        "f-tiff.tif": encoded(Image.fromarray(picture(1500, 1000)), "TIFF"),
        "h-broken.png": png(pixels=picture(64, 48))[:600],
        "i-long.png": png(text_chunk("parameters", f"{LONG}\n{SETTINGS}".encode()), pixels=picture(300, 200)),
        "j-upright.png": png(pixels=picture(600, 1400)),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    info = PngInfo()
    info.add_itxt("parameters", f"{PROMPT}\nNegative prompt: {NEGATIVE}\n{SETTINGS}")
    Image.fromarray(picture(1600, 1000)).save(folder / "a-large.png", pnginfo=info)
    write_video(folder / "g-video.webm")


def write_video(path: Path) -> None:
    """Three seconds at ten frames a second; each frame has its number as brightness."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libvpx", rate=FRAME_RATE)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for number in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(np.full((240, 320, 3), number * 8, np.uint8), format="rgb24")
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)


def read_media(server: HeadraceProcess, folder: Path) -> PreviewClient:
    write_media(folder)
    return read(server, folder)


def address(session: PreviewClient, query: str = "") -> str:
    return f"{session.server.url}/ingest-v2#/preview/{session.session_id}{query}"


def open_file(page: Page, name: str) -> None:
    page.get_by_test_id("card").filter(has_text=name).locator(".file-open").click()
    expect_file(page, name)


def expect_file(page: Page, name: str) -> None:
    expect(page.get_by_test_id("detail")).to_be_visible()
    expect(page.locator("#detail-name")).to_have_text(name)


def shown_picture(page: Page) -> Locator:
    """The picture on the stage."""
    return page.locator("#detail-media img, .viewer-large")


def shown_width(page: Page) -> float:
    """How wide the picture is on the screen, in CSS pixels."""
    box = shown_picture(page).bounding_box()
    return box["width"] if box else 0.0


def percent(page: Page) -> Locator:
    return page.get_by_test_id("zoom-percent")
