"""Readers: one file in, everything that it states about itself out. Bounded, deterministic, failures as values."""

from __future__ import annotations

from app.readers.limits import LIMITS, Limits
from app.readers.metadata.keywords import join_keywords
from app.readers.nsfw import NsfwStatus, nsfw_status
from app.readers.options import ReadOptions
from app.readers.read_file import read_file
from app.readers.reasons import UnreadableError
from app.readers.reparse import reparse_report
from app.readers.report.report_json import as_json
from app.readers.worker import prepare_worker

__all__ = [
    "LIMITS",
    "Limits",
    "NsfwStatus",
    "ReadOptions",
    "UnreadableError",
    "as_json",
    "join_keywords",
    "nsfw_status",
    "prepare_worker",
    "read_file",
    "reparse_report",
]
