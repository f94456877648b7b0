"""What the server sends to a machine for each file, and what comes back; pickled by Dask.

Both sides have the same version: others are refused before a file is sent (`app/domain/cluster/machine.py`).
"""

from __future__ import annotations

import logging
import platform
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

from app import __version__
from app.domain.cluster.machine import Versions
from app.domain.findings.encoded_report import EncodedReport
from app.domain.report import Step
from app.ingest.workers.reading import Encoding
from app.readers import ReadOptions, list_reader_versions

METRIC = "headrace"
"""Name under which a machine tells about itself in Dask's heartbeats, and of its readers among the plugins."""

FILES_AHEAD = 2
"""Files that are given to a machine for each one that it reads at a time. See decision 1701 for the measurement."""


@dataclass(frozen=True, slots=True)
class ReadCall:
    """The order to read one file."""

    number: int
    """No other call under way has it, from whichever server."""
    topic: str
    """Dask topic under which the server hears that the reading has begun."""
    path: str
    """As the server knows it."""
    options: ReadOptions
    encoding: Encoding


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """What came of it."""

    report: EncodedReport | None
    """None: the file has no outcome, because the reading was stopped or could not begin."""
    spent: Mapping[Step, float]
    """Seconds that each step took."""
    problem: str = ""
    """Why the machine cannot read this or any file; not the file's fault."""


def own_versions() -> Versions:
    """Return the versions of this process."""
    readers = "\n".join(f"{name} {number}" for name, number in list_reader_versions())
    return Versions(
        headrace=__version__,
        readers=f"{zlib.crc32(readers.encode()):08x}",
        python=".".join(platform.python_version_tuple()[:2]),
        distributed=version("distributed"),
    )


def quieten_dask() -> None:
    """Let Dask log what is wrong only. By default it tells each connection and each joining on standard error."""
    logging.getLogger("distributed").setLevel(logging.ERROR)
