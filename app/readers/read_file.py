"""The story of one file: opened, identified, read by its kind, and reported."""

from __future__ import annotations

import os

from app.domain.report import Failure, FileReport, Kind, Step
from app.readers.formats import Format, identify
from app.readers.limits import LIMITS, Limits
from app.readers.options import ReadOptions
from app.readers.read_image import read_picture
from app.readers.read_video import read_video
from app.readers.report.report_builder import ReportDraft
from app.readers.source import STILL_WRITTEN, Source, open_source


def read_file(path: str, options: ReadOptions, limits: Limits = LIMITS) -> FileReport:
    """Reads one file and says what it found. Never raises for anything a file can do; failures are values."""
    for _ in range(limits.settle_tries):
        draft = ReportDraft(path)
        if not _was_half_written(draft, options, limits):
            return draft.report()
    still_written = Failure(Step.OPEN, STILL_WRITTEN)
    draft.failures = [still_written, *(failure for failure in draft.failures if failure != still_written)]
    return draft.report()


def _was_half_written(draft: ReportDraft, options: ReadOptions, limits: Limits) -> bool:
    """Reads the file into `draft`; True when it has changed meanwhile, so that another try is worth it."""
    with draft.attempt(Step.OPEN), open_source(draft.path, limits) as source:
        draft.note_source(source.size, source.mtime_ns)
        found = _identified(draft, source)
        if found is not None:
            (read_video if found.kind is Kind.VIDEO else read_picture)(draft, source, found, options)
        return source.is_being_written(looks_damaged=draft.has_failed(Step.IDENTIFY, Step.DECODE))
    return False


def _identified(draft: ReportDraft, source: Source) -> Format | None:
    with draft.attempt(Step.IDENTIFY):
        found = identify(source.read_head())
        extension = os.path.splitext(draft.path)[1].lower()
        wrong = "" if extension in found.extensions else f"; the name says {extension or 'nothing'}"
        draft.put(f"signature of the bytes{wrong}", format=found.name)
        draft.put(kind=found.kind)
        return found
    return None
