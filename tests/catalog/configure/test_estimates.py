"""What a session takes is estimated from what earlier ones took."""

from __future__ import annotations

import pytest

from app.catalog import Catalog
from app.catalog.configure import estimates
from app.domain.progress import Status
from tests.catalog.support import discovered, full_report, names, stage, start_session

pytest_plugins = ["tests.catalog.fixtures"]


def read(catalog: Catalog, session_id: str, *, files: int, seconds: float) -> None:
    start_session(catalog, session_id, discovered(*names(files)))
    for number in range(files):
        stage(catalog, session_id, full_report(f"/media/{number:05}.png"))
    catalog.sessions.set_status(session_id, Status.COMPLETED, elapsed=seconds).result()


def test_nothing_is_said_before_anything_was_measured(catalog: Catalog) -> None:
    read(catalog, "s", files=2, seconds=1.0)
    assert catalog.estimates.seconds_a_file(nsfw=True).result() is None
    assert catalog.estimates.bytes_a_file().result() is None


def test_seconds_and_bytes_are_those_of_earlier_files(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimates, "FINDINGS_NEEDED", 30)
    read(catalog, "first", files=10, seconds=1.0)
    read(catalog, "second", files=30, seconds=7.0)
    assert catalog.estimates.seconds_a_file(nsfw=True).result() == pytest.approx(0.2)
    assert catalog.estimates.seconds_a_file(nsfw=False).result() == pytest.approx(0.2)
    stored = catalog.estimates.bytes_a_file().result()
    assert stored is not None
    assert 500 < stored < 1_000_000
