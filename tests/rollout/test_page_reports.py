"""What pages report is counted, and not more often than is reasonable."""

from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry

from app.rollout import Ending, LiveIsOff, PageMetrics, PageReport, PageReports, TooManyReportsError, Transport
from app.rollout.page_reports import FEEDBACK_PER_MINUTE, REPORTS_PER_MINUTE

REPORT = PageReport(Transport.STREAM, Ending.FINISHED, 2.5, 1, 1, [12.0])
FEEDBACK = LiveIsOff(Transport.POLL, "polling", None, "status", 812)


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def reports(registry: CollectorRegistry) -> PageReports:
    return PageReports(PageMetrics(registry))


def test_reports_above_the_limit_are_refused_and_counted(reports: PageReports, registry: CollectorRegistry) -> None:
    for _ in range(REPORTS_PER_MINUTE):
        reports.take("a client", REPORT)
    with pytest.raises(TooManyReportsError) as refused:
        reports.take("a client", REPORT)
    assert refused.value.retry_after_s == 1
    reports.take("another client", REPORT)
    ended = {"transport": "stream", "ending": "finished"}
    assert registry.get_sample_value("headrace_page_sessions_total", ended) == REPORTS_PER_MINUTE + 1
    assert registry.get_sample_value("headrace_page_reports_refused_total") == 1


def test_feedback_has_a_limit_of_its_own(reports: PageReports, registry: CollectorRegistry) -> None:
    for _ in range(FEEDBACK_PER_MINUTE):
        reports.take_feedback("a client", FEEDBACK)
    with pytest.raises(TooManyReportsError):
        reports.take_feedback("a client", FEEDBACK)
    reports.take("a client", REPORT)
    assert registry.get_sample_value("headrace_page_feedback_total", {"transport": "poll"}) == FEEDBACK_PER_MINUTE
