"""The texts of the pages: files in Fluent's syntax, the language of a browser, and values from strangers."""

from __future__ import annotations

from pathlib import Path

import pytest
from markupsafe import Markup

from app.delivery.translations import InvalidTranslationError, Translations, choose_language


def translations(folder: Path, english: str) -> Translations:
    (folder / "en").mkdir(exist_ok=True)
    (folder / "en" / "page.ftl").write_text(english, encoding="utf-8")
    return Translations(folder)


def test_plurals_and_numbers_follow_the_language(tmp_path: Path) -> None:
    english = translations(
        tmp_path, "files = { $files ->\n    [one] { $files } file\n   *[other] { $files } files\n}\n"
    )
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "page.ftl").write_text("files = { $files } Dateien\n", encoding="utf-8")
    assert [english.catalog("en").translate("files", {"files": count}) for count in (0, 1, 1234)] == [
        "0 files",
        "1 file",
        "1,234 files",
    ]
    assert english.catalog("de").translate("files", {"files": 1234}) == "1.234 Dateien"


def test_a_value_is_text_unless_it_is_markup(tmp_path: Path) -> None:
    catalog = translations(tmp_path, "greeting = <Hello> { $name }, press { $key }\n").catalog("en")
    shown = catalog.translate("greeting", {"name": "<b>&", "key": Markup("<kbd>?</kbd>")})
    assert shown == "&lt;Hello&gt; &lt;b&gt;&amp;, press <kbd>?</kbd>"


@pytest.mark.parametrize("text_id", ["missing", "only-attribute"])
def test_a_text_that_is_not_there_is_an_error(tmp_path: Path, text_id: str) -> None:
    with pytest.raises(LookupError):
        translations(tmp_path, "only-attribute =\n    .title = x\n").catalog("en").translate(text_id, {})


def test_a_value_that_is_not_given_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match=r"greeting: .*name"):
        translations(tmp_path, "greeting = Hello { $name }\n").catalog("en").translate("greeting", {})


@pytest.mark.parametrize(
    ("source", "reason"),
    [("what is this\n", "page.ftl: Expected token"), ("one = 1\none = 2\n", "'one' exists already")],
)
def test_a_file_that_is_not_valid_is_named(tmp_path: Path, source: str, reason: str) -> None:
    with pytest.raises(InvalidTranslationError, match=reason):
        translations(tmp_path, source).catalog("en")


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    both = translations(tmp_path, "word = before\n")
    assert both.catalog("en").translate("word", {}) == "before"
    (tmp_path / "en" / "more.ftl").write_text("other = added\n", encoding="utf-8")
    assert both.catalog("en").translate("other", {}) == "added"


def test_a_page_gets_texts_parsed(tmp_path: Path) -> None:
    source = """
        |plain = yes
        |spaced = {" "}and{""}
        |value = by { $name }
        |files = { $files ->
        |    [0] none
        |    [one] one file
        |   *[other] { $files } files of { $name }
        |}
    """
    catalog = translations(tmp_path, "\n".join(line.partition("|")[2] for line in source.splitlines())).catalog("en")
    choices = {"0": "none", "one": "one file", "other": [["files"], " files of ", ["name"]]}
    assert catalog.patterns(["files", "plain", "spaced", "value"]) == [
        [["files", choices, "other"]],
        "yes",
        " and",
        ["by ", ["name"]],
    ]


def test_a_text_that_is_wrapped_in_its_file_is_one_line(tmp_path: Path) -> None:
    catalog = translations(tmp_path, "long =\n    one\n    line\n").catalog("en")
    assert (catalog.translate("long", {}), catalog.patterns(["long"])) == ("one line", ["one line"])


def test_what_a_page_cannot_compose_is_refused(tmp_path: Path) -> None:
    catalog = translations(tmp_path, 'share = { NUMBER($share, style: "percent") }\n').catalog("en")
    with pytest.raises(InvalidTranslationError, match="'share'"):
        catalog.patterns(["share"])


@pytest.mark.parametrize(
    ("accepted", "chosen", "language"),
    [
        ("", "", "en"),
        ("de", "", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "", "de"),
        ("fr,de;q=0.5", "", "de"),
        ("en;q=0.8,de;q=0.9", "", "de"),
        ("de;q=0,en", "", "en"),
        ("de;q=x", "", "en"),
        ("fr,*", "", "en"),
        ("de", "en", "en"),
        ("de", "../../etc", "de"),
        (",;,;q=", "xx", "en"),
    ],
)
def test_the_language_is_the_one_chosen_or_the_one_the_browser_prefers(
    accepted: str, chosen: str, language: str
) -> None:
    assert choose_language(accepted, chosen) == language
