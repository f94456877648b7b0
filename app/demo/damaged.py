"""Drafts of the rest: sound files without any metadata, and files that were damaged on purpose."""

from __future__ import annotations

from collections.abc import Callable

from app.demo.draft import Draft, Easel, sound_image
from app.demo.drawing.canvas import Canvas
from app.demo.encode import jpeg, mp4, plain, png, webp, without_moov
from app.demo.manifest import DemoFile
from app.domain.progress import Outcome

SIZE = (480, 360)
PLAIN_FORMATS = (("png", "png"), ("jpeg", "jpg"), ("gif", "gif"), ("bmp", "bmp"), ("tiff", "tif"))
NO_PICTURE = b"Shopping list\n\n- bread\n- olives\n- a new memory card\n"


def draft_plain(easel: Easel) -> Draft:
    """A picture that says nothing about itself."""
    file_format, extension = PLAIN_FORMATS[easel.place.turn % len(PLAIN_FORMATS)]
    path = easel.path("unsorted", f"untitled-{easel.place.index:05d}.{extension}")
    return Draft(sound_image(path, file_format, SIZE), easel.mtime, lambda: _bare(easel.canvas(SIZE), file_format))


def draft_damaged(easel: Easel) -> Draft:
    """A file that must fail, each kind of damage in its turn."""
    damage, extension, render = DAMAGES[easel.place.turn % len(DAMAGES)]
    path = easel.path("unsorted/recovered", f"file-{easel.place.index:05d}.{extension}")
    file = DemoFile(path=path, outcome=Outcome.FAILED, damage=damage)
    return Draft(file, easel.mtime, lambda: render(easel))


def _bare(canvas: Canvas, file_format: str) -> bytes:
    if file_format == "png":
        return png(canvas)
    return jpeg(canvas) if file_format == "jpeg" else plain(canvas, file_format)


def _cut(data: bytes, share: float) -> bytes:
    return data[: round(len(data) * share)]


def _unfinished_film(easel: Easel) -> bytes:
    size = (160, 120)
    return without_moov(mp4((easel.canvas(size, number / 12) for number in range(12)), {}))


DAMAGES: tuple[tuple[str, str, Callable[[Easel], bytes]], ...] = (
    ("PNG cut short", "png", lambda easel: _cut(png(easel.canvas(SIZE)), 0.55)),
    ("text named .png", "png", lambda easel: NO_PICTURE),
    ("JPEG cut short", "jpg", lambda easel: _cut(jpeg(easel.canvas(SIZE)), 0.5)),
    ("empty file", "png", lambda easel: b""),
    ("MP4 without its index", "mp4", _unfinished_film),
    ("WebP cut short", "webp", lambda easel: _cut(webp(easel.canvas(SIZE)), 0.5)),
)
"""What was done, extension, how."""
