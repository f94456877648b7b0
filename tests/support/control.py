"""Sessions that a test can hold in the middle: many small files, and one that keeps its decoder busy for ever."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from tests.readers.support import encoded, picture
from tests.support.server import HeadraceProcess

WAIT_S = 60


def wait_for(holds: Callable[[], bool], what: str = "it") -> None:
    deadline = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not come to hold"
        time.sleep(0.02)


def post(server: HeadraceProcess, path: str, body: object = None) -> dict[str, Any]:
    with server.client() as client:
        answer = client.post(f"/api/ingest/{path}", json=body)
        assert answer.is_success, answer.text
        document = answer.json()
        assert isinstance(document, dict)
        return document


def get(server: HeadraceProcess, path: str, **query: Any) -> dict[str, Any]:
    with server.client() as client:
        answer = client.get(f"/api/ingest/{path}", params=query)
        assert answer.is_success, answer.text
        document = answer.json()
        assert isinstance(document, dict)
        return document


def sound_files(folder: Path, count: int) -> Path:
    """`count` small pictures in a folder that is made."""
    folder.mkdir(parents=True)
    data = encoded(Image.fromarray(picture()), "PNG")
    for number in range(count):
        (folder / f"{number:05}.png").write_bytes(data)
    return folder


def endless_files(folder: Path, count: int) -> Path:
    """`count` progressive JPEGs whose last scan is there 400 times: each keeps a decoder busy for minutes."""
    folder.mkdir(parents=True)
    file = io.BytesIO()
    Image.new("L", (8000, 8000), 90).save(file, "JPEG", progressive=True)
    data = file.getvalue()
    scan = data[data.rindex(b"\xff\xc4") : -2]
    for number in range(count):
        (folder / f"endless {number}.jpg").write_bytes(data[:-2] + scan * 400 + b"\xff\xd9")
    return folder
