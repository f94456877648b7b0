"""Measures edits, commit and undo of sessions whose staged rows are generated, so that a million files need not exist.

Each size runs in a process of its own, so that the peak of its memory belongs to this measurement alone.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import create_engine, text

from app.catalog import Catalog, DiscoveredFile, Selection
from app.domain.parameters import Parameters
from app.domain.preview import Choice
from app.domain.progress import Status
from app.domain.review.edit_steps import FileEdit
from app.ingest.review.keywords import merge_keywords
from benchmarks.support.memory import peak_mb, reset_peak

SESSION = "generated"
BATCH = 500
FOLDER_FILES = 1_000

FINDINGS = """
    INSERT INTO findings (id, size, mtime_ns, kind, format, width, height, captured_at, tool, model, generation, score,
                          content_hash, perceptual_hash, pixel_hash, failures, provenance)
    SELECT id, size, mtime_ns, 'image', 'png', 1024, 1024, '2026-05-01T09:00:00', 'A1111', 'juggernautXL_v9',
           :generation, id % 6, lower(hex(randomblob(32))), lower(hex(randomblob(8))), lower(hex(randomblob(32))),
           '[]', '{}'
    FROM staged_files
"""
OUTCOMES = """
    UPDATE staged_files
    SET outcome = 'ok', finding_id = id, kind = 'image', score = id % 6, has_metadata = 1, has_prompt = 1,
        captured_at = '2026-05-01T09:00:00', finished_at = 1790000000.0
"""
GENERATION = (
    '{"tool": "A1111", "prompt": "rolling hills, low sun, wide valley, soft gradients, golden hour, vector art", '
    '"negative_prompt": "blurry, watermark, low quality", "seed": 1234567890, "steps": 28, "sampler": "Euler a", '
    '"scheduler": null, "cfg_scale": 6.5, "model": "juggernautXL_v9", "loras": []}'
)


EDIT = FileEdit({"score": -1}, add_keywords=("keeper",))


@dataclass(frozen=True, slots=True)
class Step:
    seconds: float
    cpu_s: float
    rise_mb: float
    """Rise of the process's memory during the step, at its peak."""


@dataclass(frozen=True, slots=True)
class Generated:
    """The measurements of one size."""

    files: int
    discovery: Step
    """Staging the discovered paths in the database."""
    commit: Step
    undo: Step
    peak_mb: float
    """Peak memory of the process."""
    edit: Step | None = None
    """One step that gives every file a score and a keyword; None where the program has no such steps."""
    edit_undo: Step | None = None
    """The undo of that step."""
    exclude: Step | None = None
    """One step that leaves every file out; None likewise."""
    exclude_undo: Step | None = None
    """The undo of that step."""


def measure(files: int) -> Generated:
    """Measure one size in a new process."""
    with get_context("spawn").Pool(1) as process:
        return process.apply(_measure, (files,))


def _measure(files: int) -> Generated:
    with tempfile.TemporaryDirectory(prefix="headrace-benchmark-") as folder:
        url = f"sqlite:///{Path(folder) / 'catalog.db'}"
        with closing(Catalog(url)) as catalog:
            discovery = _measure_step(lambda: _discover(catalog, files))
        _complete(url)
        with closing(Catalog(url)) as catalog:
            edit = _measure_step(lambda: _make_step(catalog, files, EDIT))
            edit_undo = _measure_step(lambda: catalog.preview.undo_step(SESSION, None).result())
            exclude = _measure_step(lambda: _make_step(catalog, files, FileEdit({}, choice=Choice.LEAVE)))
            exclude_undo = _measure_step(lambda: catalog.preview.undo_step(SESSION, None).result())
            commit = _measure_step(lambda: _commit(catalog, files))
            undo = _measure_step(lambda: catalog.commits.undo(SESSION).result())
            assert catalog.library.count().result() == 0
    return Generated(files, discovery, commit, undo, peak_mb(), edit, edit_undo, exclude, exclude_undo)


def stage_session(url: str, files: int) -> str:
    """Write a completed session of `files` generated files into an empty database. Return its id."""
    with closing(Catalog(url)) as catalog:
        _discover(catalog, files)
    _complete(url)
    return SESSION


def _complete(url: str) -> None:
    _fill_in_outcomes(url)
    with closing(Catalog(url)) as catalog:
        catalog.sessions.set_status(SESSION, Status.COMPLETED).result()


def _discover(catalog: Catalog, files: int) -> None:
    catalog.sessions.create(SESSION, Parameters(directories=("/library",), pattern="*"), time.time()).result()
    for batch in _make_batches(files):
        catalog.staging.add_discovered(SESSION, batch, skip_existing=True).result()


def _make_batches(files: int) -> Iterator[list[DiscoveredFile]]:
    for first in range(0, files, BATCH):
        yield [
            DiscoveredFile(f"/library/{index // FOLDER_FILES:04d}/{index:07d}.png", size=1_500_000, mtime_ns=index)
            for index in range(first, min(files, first + BATCH))
        ]


def _fill_in_outcomes(url: str) -> None:
    """Give every file a finding and an outcome, as if it had been read."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(FINDINGS), {"generation": GENERATION})
        connection.execute(text(OUTCOMES))
    engine.dispose()


def _make_step(catalog: Catalog, files: int, edit: FileEdit) -> None:
    result = catalog.preview.make_step(
        SESSION, Selection(), edit, merge_keywords, who="benchmark", at=time.time()
    ).result()
    assert result.step is not None
    assert result.step.files == files


def _commit(catalog: Catalog, files: int) -> None:
    result = catalog.commits.commit(SESSION, lambda *_: None).result()
    assert (result.created, result.total) == (files, files)


def _measure_step(work: Callable[[], object]) -> Step:
    before = reset_peak()
    began, spent = time.perf_counter(), time.process_time()
    work()
    return Step(time.perf_counter() - began, time.process_time() - spent, peak_mb() - before)
