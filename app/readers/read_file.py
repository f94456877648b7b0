"""The story of one file: opened, identified, read by its kind, and reported."""

from __future__ import annotations

import os

from app.domain.report import Failure, FileReport, Kind, Step
from app.readers.formats import Format, identify
from app.readers.limits import LIMITS, Limits
from app.readers.options import ReadOptions
from app.readers.read_image import read_image
from app.readers.read_video import read_video
from app.readers.report.report_builder import ReportBuilder
from app.readers.source import STILL_WRITTEN, Source, open_source


def read_file(path: str, options: ReadOptions, limits: Limits = LIMITS) -> FileReport:
    """Reads one file and says what it found. Never raises for anything a file can do; failures are values."""
    for _ in range(limits.settle_tries):
        report_builder = ReportBuilder(path)
        if not _was_half_written(report_builder, options, limits):
            return report_builder.report()
    still_written = Failure(Step.OPEN, STILL_WRITTEN)
    report_builder.failures = [
        still_written,
        *(failure for failure in report_builder.failures if failure != still_written),
    ]
    return report_builder.report()


def _was_half_written(report_builder: ReportBuilder, options: ReadOptions, limits: Limits) -> bool:
    """Reads the file into `draft`; True when it has changed meanwhile, so that another try is worth it."""
    with report_builder.attempt(Step.OPEN), open_source(report_builder.path, limits) as source:
        report_builder.note_source(source.size, source.mtime_ns)
        found = _identify(report_builder, source)
        if found is not None:
            (read_video if found.kind is Kind.VIDEO else read_image)(report_builder, source, found, options)
        return source.is_being_written(looks_damaged=report_builder.has_failed(Step.IDENTIFY, Step.DECODE))
    return False


def _identify(report_builder: ReportBuilder, source: Source) -> Format | None:
    with report_builder.attempt(Step.IDENTIFY):
        found = identify(source.read_head())
        extension = os.path.splitext(report_builder.path)[1].lower()
        wrong = "" if extension in found.extensions else f"; the name says {extension or 'nothing'}"
        report_builder.put(f"signature of the bytes{wrong}", format=found.name)
        report_builder.put(kind=found.kind)
        return found
    return None
