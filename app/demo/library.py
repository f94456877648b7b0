"""A demo library on disk: made once, finished after an interruption, and never over anybody's own files."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.demo.damaged import draft_damaged, draft_plain
from app.demo.draft import FIRST_DAY, Draft, Easel, easel
from app.demo.generated import draft_comfy, draft_film, draft_webp, draft_webui
from app.demo.manifest import (
    GENERATOR_VERSION,
    MARK_FOLDER,
    Manifest,
    load_manifest,
    manifest_path,
    manifest_text,
    summed,
)
from app.demo.photo import draft_photo
from app.demo.plan import SIDECAR_SHARE, Place, Variety, plan

MARK_NAME = "library.json"
SIDECAR_FOLDER = ".scores"
MAKERS: dict[Variety, Callable[[Easel], Draft]] = {
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
"""Files that no pattern of pictures and films matches, as every real folder has them."""


class DemoFolderError(ValueError):
    """The folder cannot become, or is not, the demo library that was asked for; the message says what to do."""


def make_library(folder: Path, count: int, seed: int, on_file: Callable[[int], None] | None = None) -> Manifest:
    """Makes `count` real media files in `folder`, or finishes making them; at once when they are all there.

    The same count, seed and library versions give the same bytes. `on_file` is told after each file
    how many are done. Raises DemoFolderError when the folder holds anything else, ValueError for a
    count below 1, OSError when it cannot be written.
    """
    places = plan(count, seed)
    _claim(folder, count, seed)
    with _alone(folder):
        if manifest_path(folder).exists():
            return load_manifest(folder)
        files = []
        for done, place in enumerate(places, start=1):
            draft, sidecar = _drafted(seed, place)
            _write_draft(folder, draft, sidecar)
            files.append(draft.file)
            if on_file:
                on_file(done)
        for path, text in BYSTANDERS.items():
            _put(folder, path, text.encode(), FIRST_DAY)
        manifest = summed(files, count=count, seed=seed)
        # Written last: its presence says that everything it names is there.
        _put(folder, str(manifest_path(folder).relative_to(folder)), manifest_text(manifest).encode(), FIRST_DAY)
        return manifest


def _claim(folder: Path, count: int, seed: int) -> None:
    """Marks an empty or new folder as a demo library; accepts one that has exactly this mark."""
    mark = folder / MARK_FOLDER / MARK_NAME
    wanted = {"version": GENERATOR_VERSION, "count": count, "seed": seed}
    if folder.exists() and not folder.is_dir():
        raise DemoFolderError(f"{folder} is a file; name a folder for the demo library")
    if mark.exists():
        found = _read_mark(mark)
        if found != wanted:
            raise DemoFolderError(
                f"{folder} holds another demo library ({_told(found)}; asked for {_told(wanted)}); "
                "choose another folder, or delete this one"
            )
        return
    if folder.is_dir() and any(entry.name != MARK_FOLDER for entry in folder.iterdir()):
        raise DemoFolderError(f"{folder} is not empty and no demo library; nothing was written, choose another folder")
    mark.parent.mkdir(parents=True, exist_ok=True)
    _put(folder, f"{MARK_FOLDER}/{MARK_NAME}", json.dumps(wanted).encode(), FIRST_DAY)


def _read_mark(mark: Path) -> object:
    try:
        return json.loads(mark.read_text("utf-8"))
    except ValueError as error:
        raise DemoFolderError(f"{mark} cannot be read ({error}); delete the folder and make it anew") from error


def _told(mark: object) -> str:
    return ", ".join(f"{name} {value}" for name, value in mark.items()) if isinstance(mark, dict) else "unreadable"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two starts at once make one library: the second waits, then finds it finished."""
    with (folder / MARK_FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _drafted(seed: int, place: Place) -> tuple[Draft, dict[str, object] | None]:
    """The draft of one file, and its score sidecar, which outranks the ratings inside the file."""
    desk = easel(seed, place)
    draft = MAKERS[place.variety](desk)
    if place.variety is Variety.DAMAGED or desk.dice.random() >= SIDECAR_SHARE:
        return draft, None
    score, favourite = desk.dice.randint(-1, 5), desk.dice.random() < 0.25
    file = replace(draft.file, score=score, favourite=favourite)
    return replace(draft, file=file), {"score": score, "favourite": favourite}


def _write_draft(folder: Path, draft: Draft, sidecar: dict[str, object] | None) -> None:
    """The sidecar first, then the file: where the file stands, nothing of it is missing."""
    if (folder / draft.file.path).exists():
        return
    if sidecar is not None:
        place, _, name = draft.file.path.rpartition("/")
        _put(folder, f"{place}/{SIDECAR_FOLDER}/{name}.json", json.dumps(sidecar).encode(), draft.mtime)
    _put(folder, draft.file.path, draft.render(), draft.mtime)


def _put(folder: Path, path: str, data: bytes, mtime: int) -> None:
    """A whole file or none: written aside, then renamed into place."""
    part, target = folder / MARK_FOLDER / "part", folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(data)
    os.utime(part, (mtime, mtime))
    part.replace(target)
