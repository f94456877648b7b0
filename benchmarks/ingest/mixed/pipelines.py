"""Bare pipelines over a folder: `python -m benchmarks.ingest.mixed.pipelines PIPELINE FOLDER PROCESSES`.

The program says `ready` once its workers are, waits for a line, reads every file, prints the seconds that took as a
line, and waits for its standard input to be closed. So another process can measure it from outside, as it does the
product.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import simplejpeg
from blake3 import blake3
from kornia_rs.io import decode_image_png_u8
from PIL import Image, ImageOps

from app.domain.report import Kind
from app.readers import LIMITS, ReadOptions, as_json, prepare_worker
from app.readers.containers.reading import read_container, read_video_container
from app.readers.formats import identify
from app.readers.metadata.parse import parse_metadata
from app.readers.metadata.raw import RawMetadata
from app.readers.pixels.decode import decode_image
from app.readers.pixels.thumbnail import Pixels, compute_perceptual_hash, encode_thumbnail, shrink
from app.readers.pixels.video import find_shown_frame, open_video
from app.readers.precedence import fill_report
from app.readers.report.report_builder import ReportBuilder
from app.readers.sidecars import read_sidecars
from app.readers.source import PIECE, Source, open_source
from benchmarks.ingest.mixed.corpus import PNG_SIDE
from benchmarks.readers.processes import Exiftool, ReaderProcess

OPTIONS = ReadOptions(nsfw=False)
CHUNK, BATCH = 4, 100
THUMBNAIL_QUALITY = 80

Row = tuple[Any, ...]
"""What is inserted of one file; empty where nothing is kept."""


def decode_only(path: str) -> Row:
    """Decode the file with the codec that the product uses, and do nothing else."""
    name = os.path.splitext(path)[1]
    if name == ".mp4":
        with open_source(path, LIMITS) as source:
            _decode_frame(source, read_video_container("mp4", source.read_at, source.size, LIMITS))
        return ()
    data = Path(path).read_bytes()
    if name == ".png":
        decode_image_png_u8(data, (PNG_SIDE, PNG_SIDE), "rgb")
    else:
        side = OPTIONS.thumbnail_px
        simplejpeg.decode_jpeg(data, "RGB", min_height=side, min_width=side, strict=True)
    return ()


def read_by_hand(path: str) -> Row:
    """Hash, decode, make the thumbnail and read the metadata with the readers' functions, without their safeguards."""
    with open_source(path, LIMITS) as source:
        report = ReportBuilder(path)
        found = identify(source.read_head())
        if found.kind is Kind.VIDEO:
            content = _hash_in_pieces(source)
            raw = read_video_container(found.name, source.read_at, source.size, LIMITS)
            pixels, tags, exact = *_decode_frame(source, raw), None
        else:
            data = source.read_all()
            content = blake3(data).hexdigest()
            raw, tags = read_container(found.name, data, LIMITS), {}
            image = decode_image(found.name, data, raw, LIMITS, OPTIONS.thumbnail_px)
            pixels, exact = image.pixels, image.pixel_hash
        sidecars = read_sidecars(source, OPTIONS)
        parsed = parse_metadata(raw, LIMITS, sidecar=sidecars.xmp, video_tags={**raw.tags, **tags})
        fill_report(report, parsed, sidecars, OPTIONS, LIMITS)
    small = shrink(pixels, OPTIONS.thumbnail_px)
    document = json.dumps(as_json(report.build()))
    return (path, content, exact, compute_perceptual_hash(small), encode_thumbnail(small).data, document)


def read_with_pillow(path: str) -> Row:
    """Make a thumbnail as the documentation of Pillow shows, and nothing else. Pillow reads no videos."""
    if path.endswith(".mp4"):
        return ()
    with Image.open(path) as image:
        image.draft("RGB", (OPTIONS.thumbnail_px, OPTIONS.thumbnail_px))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((OPTIONS.thumbnail_px, OPTIONS.thumbnail_px))
        upright.convert("RGB").save(os.devnull, "JPEG", quality=THUMBNAIL_QUALITY)
    return ()


def _decode_frame(source: Source, raw: RawMetadata) -> tuple[Pixels, dict[str, str]]:
    with source.stream() as stream:
        video = open_video(stream, "mp4", raw.layout, LIMITS)
        with video.container:
            return find_shown_frame(video), video.read_tags()


def _hash_in_pieces(source: Source) -> str:
    hasher = blake3()
    with source.stream() as stream:
        while piece := stream.read(PIECE):
            hasher.update(piece)
    return hasher.hexdigest()


PIPELINES: dict[str, Callable[[str], Row]] = {
    "decode": decode_only,
    "limit": read_by_hand,
    "pillow": read_with_pillow,
}
EXIFTOOL = "exiftool"
"""Metadata alone, by exiftool processes that stay open."""


def run(name: str, folder: Path, processes: int) -> None:
    paths = sorted(str(path) for path in folder.rglob("*.*") if path.is_file() and not path.name.startswith("."))
    warm_up = paths[: 10 * processes]  # the first files pay for imports
    if name == EXIFTOOL:
        with ExitStack() as stack, ThreadPoolExecutor(processes) as threads:
            readers = [stack.enter_context(Exiftool()) for _ in range(processes)]
            run_when_told(lambda paths: _read_with_exiftool(threads, readers, paths), warm_up, paths)
        return
    context = multiprocessing.get_context("fork")
    # Unlike a `Pool`, an executor whose processes end too early says so, instead of starting new ones for ever.
    executor = ProcessPoolExecutor(processes, context, prepare_worker)
    with executor as pool, tempfile.TemporaryDirectory() as data:
        database = Path(data) / "rows.db"
        run_when_told(
            lambda paths: _insert(database, pool.map(PIPELINES[name], paths, chunksize=CHUNK)), warm_up, paths
        )


def run_when_told(work: Callable[[Sequence[str]], None], warm_up: Sequence[str], paths: Sequence[str]) -> None:
    """Read the files of the warm-up, then all of them when a line arrives, and print the seconds that took."""
    work(warm_up)
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.perf_counter()
    work(paths)
    print(time.perf_counter() - began, flush=True)
    sys.stdin.read()


def _read_with_exiftool(threads: ThreadPoolExecutor, readers: Sequence[ReaderProcess], paths: Sequence[str]) -> None:
    def read_share(number: int) -> None:
        for path in paths[number :: len(readers)]:
            readers[number].read(Path(path))

    list(threads.map(read_share, range(len(readers))))


def _insert(database: Path, rows: Iterable[Row]) -> None:
    """Insert the rows that are not empty, `BATCH` in a transaction."""
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
            "CREATE TABLE IF NOT EXISTS files"
            " (path TEXT, content TEXT, pixels TEXT, perceptual TEXT, thumbnail BLOB, report TEXT)"
        )
        waiting: list[Row] = []
        for row in rows:
            waiting += [row] if row else []
            if len(waiting) == BATCH:
                _insert_batch(connection, waiting)
                waiting = []
        _insert_batch(connection, waiting)


def _insert_batch(connection: sqlite3.Connection, rows: list[Row]) -> None:
    with connection:
        connection.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)", rows)


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
