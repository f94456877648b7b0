"""The log: one line per entry, whatever the values hold, also for what libraries and Python report."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog

from app.logs import LogEntries, configure_logging

HOSTILE = "\x1b[31m\x9b32m \x1b]8;;http://x\x07\u202e\u2028\x7f\n2026-01-01T00:00:00Z [info     ] forged"


@pytest.fixture(autouse=True)
def own_configuration() -> Iterator[None]:
    """Afterwards, the tests' own configuration of the log is restored."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())


def raise_hostile() -> None:
    raise ValueError(HOSTILE)


def log_everything() -> None:
    log = structlog.get_logger("test")
    log.info(HOSTILE, text=HOSTILE, plain=HOSTILE.replace(" ", ""), items=[HOSTILE], raw=HOSTILE.encode())
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received: %s", HOSTILE)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(HOSTILE, stacklevel=1)
    try:
        raise_hostile()
    except ValueError:
        log.exception("session failed", path=HOSTILE)
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")


def test_no_value_and_no_traceback_commands_a_terminal_or_forges_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(as_json=False)
    log_everything()
    text = capsys.readouterr().err
    assert text.replace("\n", "").isprintable()
    assert text.count(r"\x1b[31m") >= 7
    entries = [line for line in text.splitlines() if not line.startswith("    ")]
    assert len(entries) == 5, text
    assert all("forged" not in line.split("] ", 1)[0] and line.startswith("20") for line in entries)
    assert not any(line.startswith("2026-01-01T00:00:00Z") for line in entries)
    assert text.count("Traceback (most recent call last)") == 2


def test_json_has_the_exact_text_on_one_ascii_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(as_json=True)
    log_everything()
    lines = capsys.readouterr().err.splitlines()
    assert all(line.isascii() and line.isprintable() for line in lines)
    entries = [json.loads(line) for line in lines]
    assert [entry["level"] for entry in entries] == ["info", "warning", "warning", "error", "error"]
    assert entries[0]["event"] == entries[0]["text"] == HOSTILE
    assert all(HOSTILE.splitlines()[0] in entry["exception"] for entry in entries[3:])


def test_the_ids_of_request_and_session_are_in_every_line_of_libraries_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(as_json=True)
    with structlog.contextvars.bound_contextvars(request_id="r", session_id="s"):
        structlog.get_logger("test").info("of ours", session_id="another")
        logging.getLogger("uvicorn.error").warning("of a library")
    structlog.get_logger("test").info("of nobody")
    entries = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(entry.get("request_id"), entry.get("session_id")) for entry in entries] == [
        ("r", "another"),
        ("r", "s"),
        (None, None),
    ]


def test_a_command_that_logs_only_errors_is_not_disturbed_by_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(as_json=False, level=logging.ERROR)
    structlog.get_logger("test").warning("unimportant")
    logging.getLogger("uvicorn.error").warning("unimportant")
    assert capsys.readouterr().err == ""


def test_entries_are_counted_by_level_also_those_of_libraries() -> None:
    def count(level: str) -> float:
        return next(
            sample.value
            for family in LogEntries().collect()
            for sample in family.samples
            if sample.labels.get("level") == level
        )

    configure_logging(as_json=True)
    before = {level: count(level) for level in ("info", "warning", "error")}
    structlog.get_logger("test").info("one")
    structlog.get_logger("test").error("two")
    logging.getLogger("uvicorn.error").error("three")
    assert {level: count(level) - before[level] for level in before} == {"info": 1, "warning": 0, "error": 2}
