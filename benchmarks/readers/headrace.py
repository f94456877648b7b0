"""Headrace's readers: metadata only, the whole pipeline, and the pipeline with the NSFW model."""

from __future__ import annotations

import sys
from collections.abc import Callable

from app.domain.report import FileReport, Kind, Step
from app.readers import LIMITS, ReadOptions, nsfw_status, prepare_worker, read_file
from app.readers.containers.reading import read_container
from app.readers.formats import identify
from app.readers.metadata.parsed import describe
from app.readers.metadata.raw import Embedded
from app.readers.precedence import put_findings
from app.readers.read_video import read_tags
from app.readers.report.report_builder import ReportDraft
from app.readers.source import open_source
from benchmarks.readers.answers import Finding, answer_requests

PLAIN = ReadOptions(nsfw=False)
SCORED = ReadOptions()


def read_metadata(path: str) -> FileReport:
    """Read everything except hashes and pixels."""
    draft = ReportDraft(path)
    with draft.attempt(Step.OPEN), open_source(path, LIMITS) as source:
        found = identify(source.read_head())
        embedded = Embedded(LIMITS)
        if found.kind is Kind.VIDEO:
            read_tags(draft, source, found, PLAIN)
        else:
            read_container(found.name, source.read_all(), embedded)
            put_findings(draft, embedded, describe(embedded), PLAIN)
    return draft.report()


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
    prepare_worker(SCORED.nsfw_model if sys.argv[1] == "whole with NSFW" and nsfw_status().available else None)
    answer_requests(lambda path: summarize(chosen(path)))
