"""The versions of all parsers, those of generation data included."""

from __future__ import annotations

from app.readers.generation.registry import VERSIONS
from app.readers.report.versions import METADATA_PARSERS


def list_reader_versions() -> list[tuple[str, int]]:
    """Return name and version of every parser, sorted: two programs with equal lists read the same in a file."""
    return sorted({(parser.name, parser.version) for parser in METADATA_PARSERS} | set(VERSIONS.items()))
