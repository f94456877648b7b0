"""Groups of files that are the same or look alike."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from app.similar import Groups, HashArray, Keys, group_equal, group_similar
from app.similar import groups as groups_module
from app.similar.groups import PLAIN_BITS
from tests.similar.test_hamming import make_similar_hashes

SOME = 0xF0F0_A5A5_3C3C_9669


def keys(*numbers: int) -> Keys:
    return np.array([(number, number) for number in numbers], np.uint64).reshape(-1, 2)


def session(*flags: int) -> NDArray[np.bool_]:
    return np.array(flags, bool)


def listed(groups: Groups) -> list[list[tuple[int, int]]]:
    """Return each group as (row, distance) pairs."""
    return [
        list(zip(*(column.tolist() for column in groups.members(number, 10_000)), strict=True))
        for number in range(len(groups))
    ]


def near(
    hashes: list[int] | HashArray,
    staged: NDArray[np.bool_] | None = None,
    *,
    distance: int = 6,
    proportions: list[float] | None = None,
    finer: Keys | None = None,
) -> list[list[tuple[int, int]]]:
    array = np.asarray(hashes, np.uint64)
    ratios = np.zeros(len(array), np.float32) if proportions is None else np.log(np.array(proportions, np.float32))
    staged = np.ones(len(array), bool) if staged is None else staged
    return listed(group_similar(array, ratios, staged, distance, finer))


def test_rows_with_the_same_key_are_a_group_and_single_ones_are_none() -> None:
    groups = group_equal(keys(5, 9, 5, 7, 9, 5), session(1, 1, 1, 1, 1, 1))
    assert listed(groups) == [[(0, 0), (2, 0), (5, 0)], [(1, 0), (4, 0)]]
    assert [groups.size(number) for number in range(len(groups))] == [3, 2]


def test_keys_that_agree_in_one_half_only_are_different() -> None:
    half = np.array([(1, 1), (1, 2), (2, 1)], np.uint64)
    assert listed(group_equal(half, session(1, 1, 1))) == []


def test_groups_of_the_library_alone_are_none_of_the_sessions_business() -> None:
    assert listed(group_equal(keys(5, 5, 9, 9), session(0, 0, 0, 1))) == [[(3, 0), (2, 0)]]


def test_groups_that_agree_in_the_finer_key_too_are_left_out() -> None:
    finer = keys(1, 1, 2, 3)
    assert listed(group_equal(keys(5, 5, 9, 9), session(1, 1, 1, 1), finer)) == [[(2, 0), (3, 0)]]


def test_nothing_gives_no_groups() -> None:
    assert listed(group_equal(keys(), session())) == []
    assert near([]) == []


def test_a_group_is_a_star_so_a_chain_of_neighbours_does_not_join_strangers() -> None:
    chain = [SOME ^ ((1 << bits) - 1) for bits in (0, 4, 8, 12)]
    assert near(chain) == [[(0, 0), (1, 4)], [(2, 0), (3, 4)]]


def test_members_come_nearest_first_and_the_library_behind_the_session() -> None:
    hashes = [SOME, SOME ^ 7, SOME, SOME ^ 1, SOME]
    assert near(hashes, session(1, 1, 0, 0, 1)) == [[(0, 0), (4, 0), (2, 0), (3, 1), (1, 3)]]


def test_a_library_file_never_leads_a_group() -> None:
    """Two session files 8 bits apart are not joined by a library file between them."""
    assert near([SOME ^ 0xF, SOME, SOME ^ 0xFF], session(0, 1, 1)) == [[(1, 0), (0, 4)]]


def test_even_areas_are_near_to_nothing() -> None:
    plain = (1 << (PLAIN_BITS - 1)) - 1
    assert near([0, 0, 1 << 63, plain, plain]) == []


def test_other_proportions_are_no_copy() -> None:
    assert near([SOME, SOME, SOME], proportions=[1.5, 1.0, 1.52]) == [[(0, 0), (2, 0)]]


def test_unknown_proportions_are_near_to_nothing() -> None:
    assert near([SOME, SOME], proportions=[1.0, float("nan")]) == []


def test_look_alikes_with_the_same_pixels_are_left_to_the_exact_groups() -> None:
    assert near([SOME, SOME, SOME], finer=keys(1, 1, 1)) == []
    assert near([SOME, SOME, SOME], finer=keys(1, 1, 2)) == [[(0, 0), (1, 0), (2, 0)]]


def group_one_by_one(hashes: list[int], staged: list[bool], distance: int) -> list[list[tuple[int, int]]]:
    """Apply the definition: each ungrouped file of the session in turn takes all ungrouped files near it."""
    free = dict.fromkeys(range(len(hashes)))
    groups = []
    for lead in [row for row in range(len(hashes)) if staged[row]]:
        if lead not in free or hashes[lead].bit_count() < PLAIN_BITS:
            continue
        star = sorted(
            (bits, not staged[row], row)
            for row in free
            if (bits := (hashes[lead] ^ hashes[row]).bit_count()) <= distance and hashes[row].bit_count() >= PLAIN_BITS
        )
        for _, _, row in star:
            del free[row]
        if len(star) > 1:
            groups.append([(row, bits) for bits, _, row in star])
    return groups


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("matches", [1 << 20, 40])
def test_groups_are_what_the_definition_gives(seed: int, matches: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a small match limit the leads are processed in smaller batches; the result must not change."""
    monkeypatch.setattr(groups_module, "MATCHES", matches)
    hashes, staged = make_similar_hashes(500, seed), np.random.default_rng(seed).random(500) < 0.7
    expected = group_one_by_one(hashes.tolist(), staged.tolist(), 6)
    assert len(expected) > 20
    assert near(hashes, staged) == expected
