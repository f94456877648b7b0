"""Calls of the API, and folders for sessions that stay in progress: many small files, or very slow ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.support.slow_jpeg import make_slow_jpeg
from tests.readers.support import encoded, picture
from tests.support.server import HeadraceProcess


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
    """Make a folder with `count` small pictures."""
    folder.mkdir(parents=True)
    data = encoded(Image.fromarray(picture()), "PNG")
    for number in range(count):
        (folder / f"{number:05}.png").write_bytes(data)
    return folder


def endless_files(folder: Path, count: int) -> Path:
    """Make a folder with `count` progressive JPEGs that repeat their last scan 400 times: each decodes for minutes."""
    folder.mkdir(parents=True, exist_ok=True)
    data = make_slow_jpeg(8000, 400)
    for number in range(count):
        (folder / f"endless {number}.jpg").write_bytes(data)
    return folder
