"""Names that come from elsewhere are safe to save under, and lead down only."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.text.file_names import make_name_safe, make_path_safe, number_name


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("a.png", ("a.png",)),
        ("holiday/day 1/ä (2).JPG", ("holiday", "day 1", "ä (2).JPG")),
        ("../../etc/x.png", ("etc", "x.png")),
        ("/etc//./x.png", ("etc", "x.png")),
        (" .. / . /x.png", ("x.png",)),
        ("..\\..\\x.png", ("_.._x.png",)),
        ("C:\\x.png", ("C__x.png",)),
        (".hidden/._a.jpg", ("hidden", "_a.jpg")),
        ("a.png. . ", ("a.png",)),
        ("\u202egnp.exe.png", ("_gnp.exe.png",)),
        ("a\0b\n.png", ("a_b_.png",)),
        ("a\udcffb.png", ("a_b.png",)),
        ("...", ("file",)),
        ("..", ()),
        ("", ()),
    ],
)
def test_a_path_becomes_safe_names(path: str, names: tuple[str, ...]) -> None:
    assert make_path_safe(path) == names


def test_accents_are_composed_as_most_systems_write_them() -> None:
    assert make_path_safe(unicodedata.normalize("NFD", "Grüße.png")) == ("Grüße.png",)


@given(st.text(max_size=600))
def test_no_text_leads_out_is_hidden_or_too_long(path: str) -> None:
    for name in make_path_safe(path):
        assert name not in ("", ".", "..") and name[0] != "."
        assert not set(name) & set('\0\n/\\:*?"<>|')
        assert len(number_name(name, 9999).encode()) <= 255


def test_a_long_name_keeps_its_extension() -> None:
    (name,) = make_path_safe("é" * 300 + ".jpeg")
    assert name.endswith("é.jpeg") and len(name.encode()) > 240


def test_names_are_numbered_before_the_extension() -> None:
    assert [number_name("a.b.png", number) for number in (1, 2, 10)] == ["a.b.png", "a.b (2).png", "a.b (10).png"]


def test_a_name_of_nothing_gets_one() -> None:
    assert make_name_safe(" . ") == "file"
