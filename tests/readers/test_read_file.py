"""The same file gives the same report: in any order, thread and process."""

from __future__ import annotations

import multiprocessing
import os
import random
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import cv2
import pytest
from blake3 import blake3

from app.domain.report import FileReport, Step
from app.readers import ReadOptions, nsfw_status, prepare_worker, read_file
from app.readers.nsfw import load_classifier
from tests.readers.photographs.support import every_photograph
from tests.readers.support import (
    PLAIN,
    bag,
    every_image_format,
    every_stream_format,
    every_video_format,
    exif_segment,
    jpeg,
    png,
    read_bytes,
    text_chunk,
    tiff_structure,
    xmp,
    xmp_segment,
)


@pytest.fixture
def mixed(tmp_path: Path) -> list[str]:
    """Write one file of every kind, with metadata and without, valid and damaged."""
    files = dict(every_image_format() | every_video_format() | every_stream_format() | every_photograph())
    files["prompt.png"] = png(text_chunk("parameters", b"a cat\nSteps: 2, Sampler: Euler, CFG scale: 7, Seed: 1"))
    files["other.png"] = png(text_chunk("parameters", b"a dog\nSteps: 3, Sampler: Euler, CFG scale: 7, Seed: 2"))
    files["photo.jpg"] = jpeg(
        exif_segment(tiff_structure([(0x010F, 2, b"ACME\0")])), xmp_segment(xmp(bag("dc:subject", "x")))
    )
    files["cut.png"] = png()[:900]
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        os.utime(tmp_path / name, (1_700_000_000, 1_700_000_000))
    return sorted(str(tmp_path / name) for name in files)


def read_one(path: str) -> FileReport:
    return read_file(path, PLAIN)


def test_order_and_repetition_change_nothing(mixed: list[str]) -> None:
    first = {path: read_one(path) for path in mixed}
    shuffled = mixed * 2
    random.Random(5).shuffle(shuffled)
    for path in shuffled:
        assert read_one(path) == first[path]


def test_threads_change_nothing(mixed: list[str]) -> None:
    first = [read_one(path) for path in mixed]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read_one, mixed * 3)) == first * 3


def test_a_worker_process_reads_what_this_one_reads(mixed: list[str]) -> None:
    first = [read_one(path) for path in mixed]
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _prepare) as pool:
        assert list(pool.map(read_one, mixed)) == first


def _prepare() -> None:
    prepare_worker()


def test_a_prepared_worker_has_one_thread_for_pixels() -> None:
    before = cv2.getNumThreads()
    try:
        prepare_worker()
        assert cv2.getNumThreads() == 1
    finally:
        cv2.setNumThreads(before)


def test_the_content_hash_is_of_the_bytes(tmp_path: Path) -> None:
    data = png()
    report = read_bytes(tmp_path, "a.png", data)
    assert report.hashes is not None
    assert report.hashes.content == blake3(data).hexdigest()
    assert (report.size, report.mtime_ns) == (len(data), (tmp_path / "a.png").stat().st_mtime_ns)


def test_a_picture_that_cannot_be_decoded_still_says_what_it_knows(tmp_path: Path) -> None:
    data = png(text_chunk("parameters", b"a cat\nSteps: 2, Sampler: Euler, CFG scale: 7, Seed: 1"))
    report = read_bytes(tmp_path, "a.png", data[:-4000])
    assert report.fatal is not None
    assert report.fatal.step is Step.DECODE
    assert report.generation is not None
    assert report.keywords == ("a cat",)
    assert (report.width, report.height) == (320, 240)
    assert report.hashes is not None
    assert report.hashes.perceptual is None


@pytest.mark.skipif(not nsfw_status().available, reason="no NSFW model is installed")
def test_a_score_names_its_model_and_is_given_only_when_asked_for(tmp_path: Path) -> None:
    prepare_worker()
    report = read_bytes(tmp_path, "a.png", png(), ReadOptions())
    classifier = load_classifier()
    assert classifier is not None
    assert report.nsfw is not None
    assert report.nsfw.model == classifier.name
    assert 0 <= report.nsfw.score <= 1
    assert read_bytes(tmp_path, "a.png", png(), PLAIN).nsfw is None
