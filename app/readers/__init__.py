"""Readers: one file in, everything that it states about itself out. Bounded, deterministic, failures as values."""

from __future__ import annotations

from app.readers.cleaning.clean import CLEANED_FORMATS, find_clean_pieces
from app.readers.generation.formats import name_place
from app.readers.generation.parameters_text import find_parameters_text, has_settings
from app.readers.generation.tools.comfyui.texts import GraphKind, find_graph_text, has_graph
from app.readers.limits import LIMITS, Limits
from app.readers.metadata.keywords import join_keywords
from app.readers.nsfw import NsfwStatus, nsfw_status
from app.readers.options import ReadOptions
from app.readers.read_file import read_file
from app.readers.reasons import UnreadableError
from app.readers.rendering.render import render_picture
from app.readers.reparse import reparse_report
from app.readers.report.all_versions import list_reader_versions
from app.readers.report.reading_progress import CELLS, FileProgress, ReadingProgress
from app.readers.report.report_json import as_json
from app.readers.worker import load_nsfw_model, prepare_worker

__all__ = [
    "CELLS",
    "CLEANED_FORMATS",
    "LIMITS",
    "FileProgress",
    "GraphKind",
    "Limits",
    "NsfwStatus",
    "ReadOptions",
    "ReadingProgress",
    "UnreadableError",
    "as_json",
    "find_clean_pieces",
    "find_graph_text",
    "find_parameters_text",
    "has_graph",
    "has_settings",
    "join_keywords",
    "list_reader_versions",
    "load_nsfw_model",
    "name_place",
    "nsfw_status",
    "prepare_worker",
    "read_file",
    "render_picture",
    "reparse_report",
]
