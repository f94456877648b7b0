"""Headrace's readers: metadata only, the whole pipeline, and the pipeline with the NSFW model."""

from __future__ import annotations

import sys
from collections.abc import Callable

from app.domain.report import FileReport, Kind, Step
from app.readers import LIMITS, ReadOptions, load_nsfw_model, nsfw_status, prepare_worker, read_file
from app.readers.containers.reading import read_container
from app.readers.formats import identify
from app.readers.metadata.parse import parse_metadata
from app.readers.precedence import fill_report
from app.readers.read_video import read_video_metadata
from app.readers.report.report_builder import ReportBuilder
from app.readers.sidecars import read_sidecars
from app.readers.source import open_source
from benchmarks.readers.answers import Finding, answer_requests

PLAIN = ReadOptions(nsfw=False)
SCORED = ReadOptions()


def read_metadata(path: str) -> FileReport:
    """Read everything except hashes and pixels."""
    report = ReportBuilder(path)
    report.attempt(Step.OPEN, lambda: _fill_report(report))
    return report.build()


def _fill_report(report: ReportBuilder) -> None:
    with open_source(report.path, LIMITS) as source:
        found = identify(source.read_head())
        if found.kind is Kind.VIDEO:
            read_video_metadata(report, source, found, PLAIN)
            return
        sidecars = read_sidecars(source, PLAIN)
        raw = read_container(found.name, source.read_all(), LIMITS)
        fill_report(report, parse_metadata(raw, LIMITS, sidecar=sidecars.xmp), sidecars, PLAIN, LIMITS)


def summarize(report: FileReport) -> Finding:
    generation = report.generation
    return {
        "read": not any(failure.step in (Step.OPEN, Step.IDENTIFY) for failure in report.failures),
        "make": report.camera is not None and report.camera.make is not None,
        "date": report.captured_at is not None,
        "prompt": generation is not None and generation.prompt is not None,
    }


READS: dict[str, Callable[[str], FileReport]] = {
    "headrace": read_metadata,
    "whole": lambda path: read_file(path, PLAIN),
    "whole with NSFW": lambda path: read_file(path, SCORED),
}

if __name__ == "__main__":
    chosen = READS[sys.argv[1]]
    prepare_worker()
    if sys.argv[1] == "whole with NSFW" and nsfw_status().available:
        load_nsfw_model(SCORED.nsfw_model)
    answer_requests(lambda path: summarize(chosen(path)))
