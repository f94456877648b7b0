"""Presets: saved by name, remembered by media root, and bounded."""

from __future__ import annotations

import pytest

from app.catalog import (
    EVERYBODY,
    PRESETS_MAX,
    Catalog,
    PresetKind,
    PresetNameTakenError,
    TooManyPresetsError,
)

pytest_plugins = ["tests.catalog.fixtures"]

OPTIONS = {"pattern": "*.png", "max_files": None}


def names(catalog: Catalog, owner: int = EVERYBODY, kind: PresetKind = PresetKind.NAMED) -> list[str]:
    return [preset.name for preset in catalog.presets.all(owner, kind).result()]


def test_presets_are_listed_by_name_and_belong_to_one_owner(catalog: Catalog) -> None:
    catalog.presets.add(EVERYBODY, "videos", OPTIONS, 1.0).result()
    saved = catalog.presets.add(EVERYBODY, "Pictures", OPTIONS, 2.0).result()
    catalog.presets.add(7, "videos", {"pattern": "*.mp4"}, 3.0).result()
    assert (saved.name, dict(saved.options), saved.saved_at) == ("Pictures", OPTIONS, 2.0)
    assert names(catalog) == ["Pictures", "videos"]
    assert names(catalog, 7) == ["videos"]
    assert catalog.presets.delete(7, saved.preset_id).result() is False
    assert catalog.presets.change(7, saved.preset_id, 4.0, name="mine", options=None).result() is None
    assert catalog.presets.delete(EVERYBODY, saved.preset_id).result() is True
    assert names(catalog) == ["videos"]


def test_a_preset_is_renamed_and_replaced(catalog: Catalog) -> None:
    saved = catalog.presets.add(EVERYBODY, "a", OPTIONS, 1.0).result()
    renamed = catalog.presets.change(EVERYBODY, saved.preset_id, 2.0, name="b", options=None).result()
    assert renamed is not None
    assert (renamed.name, dict(renamed.options)) == ("b", OPTIONS)
    replaced = catalog.presets.change(EVERYBODY, saved.preset_id, 3.0, name=None, options={"pattern": "*"}).result()
    assert replaced is not None
    assert (replaced.name, dict(replaced.options), replaced.saved_at) == ("b", {"pattern": "*"}, 3.0)


def test_two_presets_of_one_owner_never_have_one_name(catalog: Catalog) -> None:
    catalog.presets.add(EVERYBODY, "Straße", OPTIONS, 1.0).result()
    other = catalog.presets.add(EVERYBODY, "other", OPTIONS, 1.0).result()
    with pytest.raises(PresetNameTakenError, match="STRASSE"):
        catalog.presets.add(EVERYBODY, "STRASSE", OPTIONS, 2.0).result()
    with pytest.raises(PresetNameTakenError):
        catalog.presets.change(EVERYBODY, other.preset_id, 2.0, name="strasse", options=None).result()
    assert names(catalog) == ["other", "Straße"]


def test_no_more_presets_are_saved_than_are_allowed(catalog: Catalog) -> None:
    for number in range(PRESETS_MAX):
        catalog.presets.add(EVERYBODY, str(number), OPTIONS, 1.0).result()
    with pytest.raises(TooManyPresetsError):
        catalog.presets.add(EVERYBODY, "one more", OPTIONS, 1.0).result()
    catalog.presets.add(7, "of somebody else", OPTIONS, 1.0).result()


def test_the_options_of_the_last_time_are_remembered_for_each_root(catalog: Catalog) -> None:
    catalog.presets.remember(EVERYBODY, ["/photos", "/Photos"], OPTIONS, 1.0).result()
    catalog.presets.remember(EVERYBODY, ["/photos"], {"pattern": "*.mp4"}, 2.0).result()
    last = {preset.name: preset for preset in catalog.presets.all(EVERYBODY, PresetKind.LAST).result()}
    assert {name: dict(preset.options) for name, preset in last.items()} == {
        "/photos": {"pattern": "*.mp4"},
        "/Photos": OPTIONS,
    }
    assert names(catalog) == []
    assert catalog.presets.delete(EVERYBODY, last["/photos"].preset_id).result() is False


def test_the_oldest_roots_are_forgotten(catalog: Catalog) -> None:
    for number in range(PRESETS_MAX + 2):
        catalog.presets.remember(EVERYBODY, [f"/{number:03}"], OPTIONS, float(number)).result()
    remembered = names(catalog, kind=PresetKind.LAST)
    assert len(remembered) == PRESETS_MAX
    assert remembered[0] == "/002"
