"""What discovery passed over: bounded, in a stable order, in words."""

from __future__ import annotations

import pytest

from app.domain.passed_over import KINDS_KEPT, PassedOver, PassedOverCounter


def counted(*names: str) -> PassedOver:
    counter = PassedOverCounter((".xmp",))
    for name in names:
        counter.add(name)
    return counter.count()


def test_the_most_frequent_kinds_come_first_in_any_case() -> None:
    found = counted("a.psd", "b.TXT", "c.txt", "d.txt", "README", "e.psd", "f.cr9", ".hidden")
    assert found == PassedOver(((".txt", 3), ("", 2), (".psd", 2), (".cr9", 1)))
    assert found.describe() == "Passed over: 3 × .txt, 2 × no extension, 2 × .psd, 1 × .cr9"


def test_sidecars_are_not_passed_over() -> None:
    assert counted("a.xmp", "b.jpg.XMP", "c.xmpx") == PassedOver(((".xmpx", 1),))


def test_nothing_passed_over_says_nothing() -> None:
    assert counted().describe() == ""


@pytest.mark.parametrize("name", ["a.\u202egpj", "a.b c", "a.\udcff", "a.<b>", "a." + "x" * 12, "a.\n", "a.é"])
def test_an_extension_that_is_no_word_is_one_of_the_others(name: str) -> None:
    assert counted(name) == PassedOver((), 1)
    assert counted(name).describe() == "Passed over: 1 × others"


def test_a_new_kind_for_every_file_costs_no_more_than_a_few() -> None:
    found = counted(*(f"a.{number}" for number in range(5_000)), "b.0", "b.1", *["a.late"] * 9)
    assert len(found.kinds) == KINDS_KEPT
    assert found.kinds[:2] == ((".0", 2), (".1", 2)), "what comes when a thousand are counted is one of the others"
    assert sum(files for _, files in found.kinds) + found.others == 5_011
    assert len(found.describe()) < 300
