"""What `/metrics` says about the server's process and its log."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from prometheus_client.parser import text_string_to_metric_families

from app.cli.server_answers import WatchError

ERROR_LEVELS = ("error", "critical")


@dataclass(frozen=True, slots=True)
class Metrics:
    """Each is None where the server does not publish it."""

    started_at: float | None
    """When the process was started, in seconds since 1970. Another one counts from zero."""
    cpu_s: float | None
    memory_bytes: float | None
    log_errors: float | None


def read_metrics(client: httpx.Client) -> Metrics:
    """Return the server's metrics. Raises `WatchError` when there are none."""
    answer = client.get("/metrics")
    if not answer.is_success:
        raise WatchError(f"{client.base_url}metrics answers with status {answer.status_code}")
    try:
        samples = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]
    except ValueError as error:
        raise WatchError(f"{client.base_url}metrics is not in the format of Prometheus: {error}") from error

    def total(name: str, *levels: str) -> float | None:
        values = [one.value for one in samples if one.name == name and (not levels or one.labels["level"] in levels)]
        return sum(values) if values else None

    return Metrics(
        started_at=total("process_start_time_seconds"),
        cpu_s=total("process_cpu_seconds_total"),
        memory_bytes=total("process_resident_memory_bytes"),
        log_errors=total("headrace_log_entries_total", *ERROR_LEVELS),
    )
