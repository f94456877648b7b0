"""Takes in what pages report: into the metrics and the log, no more often than is reasonable."""

from __future__ import annotations

from dataclasses import asdict
from statistics import median

import structlog

from app.rollout.page_metrics import LiveIsOff, PageMetrics, PageReport
from app.rollout.rate_limit import RateLimit

log = structlog.get_logger(__name__)

REPORTS_PER_MINUTE = 60
"""Of all pages of one account at one address. A page reports once a minute, and when it stops following a session."""
FEEDBACK_PER_MINUTE = 3


class TooManyReportsError(Exception):
    """The client reports more often than is accepted."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"try again in {retry_after_s} seconds")
        self.retry_after_s = retry_after_s


class PageReports:
    """`client` tells clients apart for the limit only; it is neither logged nor kept."""

    def __init__(self, metrics: PageMetrics) -> None:
        self._metrics = metrics
        self._reports = RateLimit(REPORTS_PER_MINUTE, REPORTS_PER_MINUTE)
        self._feedback = RateLimit(FEEDBACK_PER_MINUTE, FEEDBACK_PER_MINUTE)

    def take(self, client: str, report: PageReport) -> None:
        """Add what a page has seen. Raises TooManyReportsError."""
        self._check(self._reports, client)
        self._metrics.add_report(report)
        log.info(
            "page report",
            transport=report.transport.value,
            ending=report.ending.value if report.ending else None,
            followed_s=report.followed_s,
            failures=report.failures,
            reconnects=report.reconnects,
            to_screen_ms=median(report.to_screen_ms) if report.to_screen_ms else None,
        )

    def take_feedback(self, client: str, feedback: LiveIsOff) -> None:
        """Note that a user said that live is off. Raises TooManyReportsError."""
        self._check(self._feedback, client)
        self._metrics.add_feedback(feedback)
        log.warning("a user says that live is off", **asdict(feedback) | {"transport": feedback.transport.value})

    def _check(self, limit: RateLimit, client: str) -> None:
        if not limit.admit(client):
            self._metrics.add_refused()
            raise TooManyReportsError(limit.retry_after_s)
