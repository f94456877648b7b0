"""Creates a demo library on disk. An interrupted library is completed later; other files are never overwritten."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.demo.damaged import draft_damaged
from app.demo.draft import FIRST_DAY, DraftContext, FileDraft, create_context
from app.demo.generated import draft_comfy, draft_film, draft_webp, draft_webui
from app.demo.manifest import (
    GENERATOR_VERSION,
    MARK_FOLDER,
    Manifest,
    build_manifest,
    load_manifest,
    manifest_path,
    manifest_text,
)
from app.demo.photo import draft_photo, draft_plain
from app.demo.plan import SIDECAR_SHARE, PlannedFile, Variety, plan
from app.system import lock_file

MARK_NAME = "library.json"
SIDECAR_FOLDER = ".scores"
MAKERS: dict[Variety, Callable[[DraftContext], FileDraft]] = {
    Variety.WEBUI: draft_webui,
    Variety.COMFY: draft_comfy,
    Variety.PHOTO: draft_photo,
    Variety.WEBP: draft_webp,
    Variety.VIDEO: draft_film,
    Variety.PLAIN: draft_plain,
    Variety.DAMAGED: draft_damaged,
}
BYSTANDERS = {
    "notes.txt": "Pictures in this folder were painted by a program; nobody's prompt, camera or place is real.\n",
    "comfyui/graph-backup.json": '{"nodes": [], "links": [], "version": 0.4}\n',
    "photos/2019 Lisbon/route.gpx": '<?xml version="1.0"?><gpx version="1.1" creator="demo"></gpx>\n',
}
"""Other files, as every real folder has them. The default pattern does not match them."""


class DemoFolderError(ValueError):
    """The folder cannot be used for the requested demo library; the message says what to do."""


def make_library(
    folder: Path,
    count: int,
    seed: int,
    on_file: Callable[[int], None] | None = None,
    *,
    with_sidecars: bool = True,
) -> Manifest:
    """Create `count` real media files in `folder`, or the missing ones, and return the manifest.

    The same arguments and package versions give the same bytes. Without sidecars, a file has the score that is in
    itself, if any. `on_file(done)` is called after each file. Raises
    `DemoFolderError` if the folder has other content, ValueError for a count below 1, OSError if it cannot be written.
    """
    places = plan(count, seed)
    wanted: dict[str, object] = {"version": GENERATOR_VERSION, "count": count, "seed": seed}
    _claim(folder, wanted if with_sidecars else wanted | {"sidecars": False})
    with _lock(folder):
        if manifest_path(folder).exists():
            return load_manifest(folder)
        files = []
        for done, place in enumerate(places, start=1):
            draft, sidecar = _draft_file(seed, place, with_sidecars=with_sidecars)
            _write_draft(folder, draft, sidecar)
            files.append(draft.file)
            if on_file:
                on_file(done)
        for path, text in BYSTANDERS.items():
            _write_atomically(folder, path, text.encode(), FIRST_DAY)
        manifest = build_manifest(files, count=count, seed=seed)
        # Written last, so that its presence means that all files exist.
        _write_atomically(
            folder, str(manifest_path(folder).relative_to(folder)), manifest_text(manifest).encode(), FIRST_DAY
        )
        return manifest


def _claim(folder: Path, wanted: dict[str, object]) -> None:
    """Marks an empty or new folder as a demo library; accepts one that has exactly this mark."""
    mark = folder / MARK_FOLDER / MARK_NAME
    if folder.exists() and not folder.is_dir():
        raise DemoFolderError(f"{folder} is a file; name a folder for the demo library")
    if mark.exists():
        found = _read_mark(mark)
        if found != wanted:
            raise DemoFolderError(
                f"{folder} holds another demo library ({_describe(found)}; asked for {_describe(wanted)}); "
                "choose another folder, or delete this one"
            )
        return
    if folder.is_dir() and any(entry.name != MARK_FOLDER for entry in folder.iterdir()):
        raise DemoFolderError(
            f"{folder} is not empty and not a demo library; nothing was written. Choose another folder"
        )
    mark.parent.mkdir(parents=True, exist_ok=True)
    _write_atomically(folder, f"{MARK_FOLDER}/{MARK_NAME}", json.dumps(wanted).encode(), FIRST_DAY)


def _read_mark(mark: Path) -> object:
    try:
        return json.loads(mark.read_text("utf-8"))
    except ValueError as error:
        raise DemoFolderError(
            f"{mark} cannot be read ({error}); delete the folder and create the library again"
        ) from error


def _describe(mark: object) -> str:
    return ", ".join(f"{name} {value}" for name, value in mark.items()) if isinstance(mark, dict) else "unreadable"


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Hold a lock, so that a second process waits and then finds the library complete."""
    with (folder / MARK_FOLDER / "lock").open("w") as lock:
        lock_file(lock.fileno(), wait=True)
        yield


def _draft_file(seed: int, place: PlannedFile, *, with_sidecars: bool) -> tuple[FileDraft, dict[str, object] | None]:
    """Return the draft of one file and its score sidecar, which takes precedence over ratings in the file."""
    context = create_context(seed, place)
    draft = MAKERS[place.variety](context)
    if not with_sidecars or place.variety is Variety.DAMAGED or context.rng.random() >= SIDECAR_SHARE:
        return draft, None
    score, favourite = context.rng.randint(-1, 5), context.rng.random() < 0.25
    file = replace(draft.file, score=score, favourite=favourite)
    return replace(draft, file=file), {"score": score, "favourite": favourite}


def _write_draft(folder: Path, draft: FileDraft, sidecar: dict[str, object] | None) -> None:
    """Write the sidecar first, then the file, so that an existing file is always complete."""
    if (folder / draft.file.path).exists():
        return
    if sidecar is not None:
        place, _, name = draft.file.path.rpartition("/")
        _write_atomically(folder, f"{place}/{SIDECAR_FOLDER}/{name}.json", json.dumps(sidecar).encode(), draft.mtime)
    _write_atomically(folder, draft.file.path, draft.render(), draft.mtime)


def _write_atomically(folder: Path, path: str, data: bytes, mtime: int) -> None:
    """Write a temporary file and rename it, so that the file is complete or absent."""
    part, target = folder / MARK_FOLDER / "part", folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(data)
    os.utime(part, (mtime, mtime))
    part.replace(target)
