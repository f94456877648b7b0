"""The CSV report: one line per file, with all prompts, passes and merged models of its picture."""

from __future__ import annotations

import csv
from typing import Any

from app.catalog import StagedFile
from app.domain.progress import Outcome
from app.domain.report import FileReport, Generation
from app.ingest.review.session_report import SessionReport
from app.routers.shared.report_formats import as_csv
from tests.catalog.support import full_report


def write_line(report: FileReport) -> dict[str, str]:
    unused: Any = None
    file = StagedFile(1, Outcome.OK, None, False, None, report)
    text = "".join(as_csv(SessionReport(unused, unused, unused, (), iter([file]), unused)))
    (line,) = csv.DictReader(text.splitlines(keepends=True))
    return line


def test_lists_of_a_picture_have_a_line_for_each_entry() -> None:
    line = write_line(full_report("/media/a.png"))
    assert line["prompts"] == "positive: A cat, on a Mat\nnegative: dog"
    assert line["passes"].splitlines() == [
        "sampler euler, scheduler karras, seed 18446744073709551615, steps 20, cfg_scale 7.5, denoise 1.0, "
        "model dream.safetensors, width 640, height 480",
        "seed 5, denoise 0.5",
    ]
    assert line["models"] == "dream.safetensors (0.5)\nnight.safetensors"


def test_lists_that_are_not_known_are_empty_cells() -> None:
    for report in (FileReport("/a.png"), FileReport("/a.png", generation=Generation("ChatGPT"))):
        line = write_line(report)
        assert (line["prompts"], line["passes"], line["models"]) == ("", "", "")
