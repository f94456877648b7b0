"""Brings demo files to where the server can read them, and takes them away again."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import httpx

from app.cli.connection.server_client import ask
from app.cli.server_answers import WatchError
from app.demo import Manifest, make_library

SEED = 1
FILE_HEADERS = {"Content-Type": "application/octet-stream"}
NO_WAY = (
    "the demo files cannot be brought to the server: it takes no files (it was started without --uploads). Either "
    "start it with --uploads FOLDER, or name a folder that both machines see: --folder HERE, and --server-folder THERE "
    "where the server has another path for it; that path must be inside one of the server's media roots"
)


@dataclass(frozen=True, slots=True)
class PlacedFiles:
    """Demo files that the server can read."""

    path: str
    """Of their folder, on the server."""
    manifest: Manifest
    way: str
    """How they got there, for a reader."""


@dataclass(frozen=True, slots=True)
class SharedFolder:
    """A folder that this machine and the server see."""

    here: Path
    there: str
    """Its path on the server."""


@contextmanager
def place_files(client: httpx.Client, count: int, shared: SharedFolder | None) -> Iterator[PlacedFiles]:
    """Yield demo files on the server, and delete them when the block ends.

    Raises `WatchError` when neither way works, OSError when the shared folder cannot be written.
    """
    if shared is not None:
        with _place_in_folder(count, shared) as placed:
            yield placed
        return
    if ask(client, "GET", "/api/ingest/capabilities")["uploads"] is None:
        raise WatchError(NO_WAY)
    with _upload(client, count) as placed:
        yield placed


@contextmanager
def _place_in_folder(count: int, shared: SharedFolder) -> Iterator[PlacedFiles]:
    name = f"headrace-smoke-{secrets.token_hex(4)}"
    folder = shared.here / name
    try:
        manifest = make_library(folder, count, SEED)
        yield PlacedFiles(str(PurePosixPath(shared.there) / name), manifest, f"the folder {shared.here}")
    finally:
        if folder.exists():
            shutil.rmtree(folder)


@contextmanager
def _upload(client: httpx.Client, count: int) -> Iterator[PlacedFiles]:
    """Send the files one by one. Score sidecars cannot be sent, so the files are made without."""
    with tempfile.TemporaryDirectory(prefix="headrace-smoke-") as made:
        folder = Path(made)
        manifest = make_library(folder, count, SEED, with_sidecars=False)
        paths = [file.path for file in manifest.files]
        size = sum((folder / path).stat().st_size for path in paths)
        begun = ask(client, "POST", "/api/ingest/uploads", json={"files": len(paths), "bytes": size})
        address = f"/api/ingest/uploads/{begun['upload_id']}"
        try:
            for path in paths:
                content = (folder / path).read_bytes()
                ask(client, "PUT", f"{address}/file", params={"path": path}, content=content, headers=FILE_HEADERS)
            yield PlacedFiles(begun["path"], manifest, "uploads")
        finally:
            ask(client, "DELETE", address)
