"""Drafts of files that are damaged on purpose."""

from __future__ import annotations

from collections.abc import Callable

from app.demo.draft import DraftContext, FileDraft
from app.demo.encode import jpeg, mp4, png, webp, without_moov
from app.demo.manifest import DemoFile
from app.domain.progress import Outcome

SIZE = (480, 360)
NO_PICTURE = b"Shopping list\n\n- bread\n- olives\n- a new memory card\n"


def draft_damaged(context: DraftContext) -> FileDraft:
    """Draft a file that must fail. The kinds of damage take turns."""
    damage, extension, render = DAMAGES[context.place.turn % len(DAMAGES)]
    path = context.path("unsorted/recovered", f"file-{context.place.index:05d}.{extension}")
    file = DemoFile(path=path, outcome=Outcome.FAILED, damage=damage)
    return FileDraft(file, context.mtime, lambda: render(context))


def _cut(data: bytes, share: float) -> bytes:
    return data[: round(len(data) * share)]


def _unfinished_film(context: DraftContext) -> bytes:
    size = (160, 120)
    return without_moov(mp4((context.canvas(size, number / 12) for number in range(12)), {}))


DAMAGES: tuple[tuple[str, str, Callable[[DraftContext], bytes]], ...] = (
    ("PNG cut short", "png", lambda context: _cut(png(context.canvas(SIZE)), 0.55)),
    ("text named .png", "png", lambda context: NO_PICTURE),
    ("JPEG cut short", "jpg", lambda context: _cut(jpeg(context.canvas(SIZE)), 0.5)),
    ("empty file", "png", lambda context: b""),
    ("MP4 without its index", "mp4", _unfinished_film),
    ("WebP cut short", "webp", lambda context: _cut(webp(context.canvas(SIZE)), 0.5)),
)
"""(description, extension, function that returns the bytes)."""
