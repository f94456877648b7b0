"""The share of browsers that stream: unknown until somebody changes it, then kept."""

from __future__ import annotations

from app.catalog import Catalog, RolloutChange

pytest_plugins = ["tests.catalog.fixtures"]


def test_the_last_change_is_kept(catalog: Catalog) -> None:
    assert catalog.rollout.last_change().result() is None
    for percent, at in ((10, 1.0), (0, 2.5)):
        catalog.rollout.change(percent, at).result()
        assert catalog.rollout.last_change().result() == RolloutChange(percent, at)
