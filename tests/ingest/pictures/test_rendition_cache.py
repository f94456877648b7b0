"""The cache of renditions: bounded, in the order of use, and never an error for who asks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.pictures.rendition_cache import RenditionCache

KILO = 1000
ROOM_FOR_THREE = 3 * (KILO + 16)


def filled(folder: Path, *keys: str) -> RenditionCache:
    cache = RenditionCache(folder, ROOM_FOR_THREE)
    for key in keys:
        cache.put(key, key.encode() * KILO)
    return cache


def kept(cache: RenditionCache, keys: str) -> str:
    return "".join(key for key in keys if cache.get(key) is not None)


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    cache = filled(tmp_path, "a", "b", "c")
    assert cache.get("a") == b"a" * KILO
    cache.put("d", b"d" * KILO)
    assert kept(cache, "abcd") == "acd"


def test_the_order_of_use_survives_a_restart(tmp_path: Path) -> None:
    first = filled(tmp_path, "a", "b", "c")
    for place, key in enumerate("abc"):
        os.utime(tmp_path / key, (1000 + place, 1000 + place))
    assert first.get("a") is not None  # used now, later than the others
    second = RenditionCache(tmp_path, ROOM_FOR_THREE)
    second.put("d", b"d" * KILO)
    assert kept(second, "abcd") == "acd"


def test_a_smaller_bound_takes_effect_at_the_next_start(tmp_path: Path) -> None:
    filled(tmp_path, "a", "b", "c")
    cache = RenditionCache(tmp_path, KILO + 16)
    kept(cache, "abc")
    assert len(list(tmp_path.iterdir())) == 1


def test_what_a_killed_server_left_half_written_is_removed(tmp_path: Path) -> None:
    filled(tmp_path, "a")
    (tmp_path / "tmpx.part").write_bytes(b"half")
    cache = RenditionCache(tmp_path, ROOM_FOR_THREE)
    assert cache.get("a") is not None
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * KILO])
def test_damage_is_never_shown(tmp_path: Path, damage: bytes) -> None:
    cache = filled(tmp_path, "a")
    (tmp_path / "a").write_bytes(damage)
    assert cache.get("a") is None
    assert cache.get("a") is None
    cache.put("a", b"again")
    assert cache.get("a") == b"again"


def test_without_room_nothing_is_kept(tmp_path: Path) -> None:
    cache = RenditionCache(tmp_path / "renditions", 0)
    cache.put("a", b"a")
    assert cache.get("a") is None
    assert RenditionCache(tmp_path, 100).get("a") is None


def test_a_folder_that_cannot_be_used_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = RenditionCache(tmp_path / "file", ROOM_FOR_THREE)
    cache.put("a", b"a")
    assert cache.get("a") is None


def test_a_folder_that_is_removed_meanwhile_is_no_error(tmp_path: Path) -> None:
    folder = tmp_path / "renditions"
    cache = filled(folder, "a")
    (folder / "a").unlink()
    folder.rmdir()
    assert cache.get("a") is None
    cache.put("b", b"b")
    assert cache.get("b") is None


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 4 * KILO)), max_size=40))
def test_the_files_never_exceed_the_bound(
    tmp_path_factory: pytest.TempPathFactory, puts: list[tuple[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    cache = RenditionCache(folder, ROOM_FOR_THREE)
    for key, size in puts:
        cache.put(key, bytes(size))
        assert sum(path.stat().st_size for path in folder.iterdir()) <= ROOM_FOR_THREE
        if size + 16 <= ROOM_FOR_THREE:
            assert cache.get(key) == bytes(size)
