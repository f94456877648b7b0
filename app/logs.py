"""The log: structured lines on standard error. Untrusted text can neither control a terminal nor forge a line."""

from __future__ import annotations

import logging
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import TextIO, cast

import structlog
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector
from structlog.typing import EventDict, Processor, WrappedLogger

from app.domain.text.plain_text import EscapedText, escape_controls

entries_by_level: Counter[str] = Counter()
"""How many entries this process has logged. There is one log, whatever the number of apps."""

INDENT = "    "
"""Every further line of an entry begins with it, so that only real entries begin at the margin."""


class PlainTextRenderer:
    """Renders an entry as one readable line, and a traceback as indented lines after it."""

    def __init__(self) -> None:
        self._renderer = structlog.dev.ConsoleRenderer(colors=False)

    def __call__(self, logger: WrappedLogger, name: str, entry: EventDict) -> str:
        entry["event"] = escape_controls(str(entry["event"]).rstrip())
        text = escape_controls(self._renderer(logger, name, entry), keep="\n\t")
        first, *more = text.split("\n", 1)
        return "\n".join([first, *(textwrap.indent(lines, INDENT) for lines in more)])


class LogEntries(Collector):
    """The number of log entries by level, for Prometheus."""

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily("headrace_log_entries", "Entries in the server's log, by level.", labels=["level"])
        for level in ("info", "warning", "error", "critical"):
            family.add_metric([level], entries_by_level[level])
        yield family


def count_entry(logger: WrappedLogger, name: str, entry: EventDict) -> EventDict:
    """Count the entry. A processor."""
    entries_by_level[str(entry["level"])] += 1
    return entry


def configure_logging(*, as_json: bool, level: int = logging.INFO) -> None:
    """Log to standard error, one structured line per event; warnings of libraries and of Python too."""
    stream = cast(TextIO, EscapedText(sys.stderr))
    describe: list[Processor] = [
        structlog.contextvars.merge_contextvars,  # the ids of the request and of the session that a line belongs to
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        count_entry,
    ]
    render: list[Processor] = [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer() if as_json else PlainTextRenderer(),
    ]
    structlog.configure(
        processors=[*describe, *render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=describe,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)
    logging.captureWarnings(True)
