"""A diagnosis as text for a terminal: the same sentences as on the page."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from textwrap import indent

from app.delivery.translations import DEFAULT_LANGUAGE, TextCatalog, Translations
from app.domain.connection.diagnosis import Problem, ProblemKind, Severity
from app.domain.connection.remedies import DOCUMENTATION, REMEDIES, ProxyKind

LOCALES = Path(__file__).parents[2] / "locales"


def describe_problem(problem: Problem) -> str:
    """Return one problem in a sentence or two."""
    label = "problem" if problem.severity is Severity.PROBLEM else "note"
    return f"{label}: {_translate(f'problem-{problem.kind}', problem.values)}"


def describe_remedies(kind: ProblemKind, proxies: Sequence[ProxyKind]) -> str:
    """Return the lines to add, for each of the proxies."""
    return "\n".join(f"  {proxy}:\n{indent(_lines(proxy, kind), ' ' * 4)}" for proxy in proxies)


def _lines(proxy: ProxyKind, kind: ProblemKind) -> str:
    if proxy not in DOCUMENTATION:
        return REMEDIES[proxy][kind]
    return "\n".join([f"# not tried; from {', '.join(DOCUMENTATION[proxy])}", REMEDIES[proxy][kind]])


def _translate(text_id: str, values: dict[str, str | float]) -> str:
    return html.unescape(_load_texts().translate(text_id, values))


@cache
def _load_texts() -> TextCatalog:
    return Translations(LOCALES).catalog(DEFAULT_LANGUAGE)
