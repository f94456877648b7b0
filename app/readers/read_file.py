"""Reads one file: opens it, identifies its format, reads it by its kind, and reports."""

from __future__ import annotations

import os

from app.domain.report import Failure, FileReport, Kind, Step
from app.readers.formats import Format, identify
from app.readers.limits import LIMITS, Limits
from app.readers.options import ReadOptions
from app.readers.read_image import read_image
from app.readers.read_video import read_video
from app.readers.report.reading_progress import ReadingProgress
from app.readers.report.report_builder import ReportBuilder
from app.readers.source import STILL_WRITTEN, Source, open_source


def read_file(
    path: str, options: ReadOptions, limits: Limits = LIMITS, progress: ReadingProgress | None = None
) -> FileReport:
    """Read one file and report what was found. Never raises, whatever the file contains: failures are values.

    `progress` is kept up to date meanwhile.
    """
    progress = progress or ReadingProgress()
    for _ in range(limits.settle_tries):
        report = ReportBuilder(path, progress=progress)
        was_half_written = _was_half_written(report, options, limits)
        progress.end()
        if not was_half_written:
            return report.build()
    report.fail_first(Failure(Step.OPEN, STILL_WRITTEN))
    return report.build()


def _was_half_written(report: ReportBuilder, options: ReadOptions, limits: Limits) -> bool:
    """Read the file into `report`. Return whether it changed meanwhile, so that another try is worthwhile."""
    return report.attempt(Step.OPEN, lambda: _read_once(report, options, limits)) or False


def _read_once(report: ReportBuilder, options: ReadOptions, limits: Limits) -> bool:
    with open_source(report.path, limits, report.progress) as source:
        report.put_file(source.size, source.mtime_ns)
        found = report.attempt(Step.IDENTIFY, lambda: _identify(report, source))
        if found is not None:
            report.put(pixels_read=options.pixels)
            read = read_video if found.kind is Kind.VIDEO else read_image
            read(report, source, found, options)
        return source.is_being_written(looks_damaged=report.has_failed(Step.IDENTIFY, Step.DECODE))


def _identify(report: ReportBuilder, source: Source) -> Format:
    found = identify(source.read_head(), source.read_at)
    extension = os.path.splitext(report.path)[1].lower()
    wrong = "" if extension in found.extensions else f"; the name says {extension or 'nothing'}"
    report.put(f"signature of the bytes{wrong}", format=found.name)
    report.put(kind=found.kind)
    return found
