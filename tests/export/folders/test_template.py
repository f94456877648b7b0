"""Templates of names: what they make of values, and what is refused in words."""

from __future__ import annotations

import pytest

from app.catalog import LibraryFile
from app.domain.report import FileReport, Generation
from app.export.folders.template import FIELDS, TemplateError, parse_template


def make_file(path: str = "/media/a.b.png", **values: object) -> LibraryFile:
    return LibraryFile(5, 1e9, 1e9, False, None, FileReport(path, **values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("{name}", ("a.b",)),
        ("{folder}/{id:06}", ("media", "000005")),
        ("{added:%Y/%m/%d}", ("2001", "09", "09")),
        ("{{{id}}}", ("{5}",)),
        ("{captured}/{seed}", ("unknown", "unknown")),
        ("../../{name}", ("a.b",)),
        ("/etc//{name}/", ("etc", "a.b")),
    ],
)
def test_names_come_from_values_and_lead_down_only(template: str, names: tuple[str, ...]) -> None:
    assert parse_template(template).make_path(make_file()) == names


def test_a_value_is_part_of_one_name_however_it_is_spelt() -> None:
    file = make_file(generation=Generation("x", model="../../etc/passwd", prompt="p" * 5_000))
    (name,) = parse_template("{model}").make_path(file)
    assert "/" not in name and name.endswith("etc_passwd")
    assert len(parse_template("{prompt}").make_path(file)[0]) <= 80


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("", "empty"),
        ("{colour}", "there is no field {colour}; choose of name, folder"),
        ("{name", "not closed"),
        ("{seed:99999999}", "width"),
        ("{captured:%99999d}", "the form of {captured}"),
        ("{name!r}", "the form of {name}"),
        ("{name.__class__}", "there is no field"),
        ("x" * 501, "more than 500"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(template: str, words: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse_template(template)
    assert words in str(caught.value)


def test_every_field_has_something_to_say_of_a_file_without_values() -> None:
    for name in FIELDS:
        assert parse_template(f"{{{name}}}").make_path(make_file())
        parse_template(f"{{{name}}}").make_text(make_file())
