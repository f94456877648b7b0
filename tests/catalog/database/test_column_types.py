"""Untrusted paths and texts come back from the database unchanged."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalog import Catalog, DiscoveredFile
from app.catalog.database.paths import PATH_KEY_LENGTH
from app.domain.report import Block, Failure, FileReport, Generation, Step
from app.domain.text.stored_text import decode_text, encode_text, text_hash
from tests.catalog.support import stage, start_session

pytest_plugins = ["tests.catalog.fixtures"]

ODD_NAMES = [
    os.fsdecode(b"not utf-8 \xff\xfe.png"),
    "lone \ud800 surrogate.png",
    "pair \ud83d\ude00 that is not one.png",
    "escape \x1b001b.png",
    "<script>alert(1)</script> '\" %s {0} \\.png",
    "line\nbreak 🙂.png",
    "n" * 3_000,
]

any_text = st.text(st.characters(exclude_categories=()) | st.sampled_from("\x00\x1b\ud800\udcff01b"))


@given(any_text)
def test_any_text_survives_the_encoding_and_every_database_takes_it(text: str) -> None:
    encoded = encode_text(text)
    assert decode_text(encoded) == text
    assert "\x00" not in encoded
    encoded.encode()


@given(any_text, any_text)
def test_the_encoding_of_a_folder_is_a_prefix_of_what_lies_below_it(folder: str, name: str) -> None:
    assert encode_text(folder + name) == encode_text(folder) + encode_text(name)


@given(any_text, any_text)
def test_different_texts_never_share_a_hash(one: str, other: str) -> None:
    assert (text_hash(one) == text_hash(other)) == (one == other)


def test_ordinary_text_is_readable_in_the_database() -> None:
    assert encode_text("/Bilder/Kätzchen 🐱.png") == "/Bilder/Kätzchen 🐱.png"


def test_odd_paths_come_back_exactly(catalog: Catalog) -> None:
    paths = [f"/media/{name}" for name in ODD_NAMES]
    start_session(catalog, "s", [DiscoveredFile(path, 1, 1) for path in paths])
    assert [file.path for file in catalog.staging.pending("s").result()] == paths
    again = catalog.staging.add_discovered("s", [DiscoveredFile(path, 1, 1) for path in paths], skip_existing=True)
    assert again.result().found == 0


@given(text=any_text, word=any_text.filter(bool))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_odd_texts_of_a_report_come_back_exactly(catalog: Catalog, text: str, word: str) -> None:
    session_id = f"session {text} {word} {len(catalog.sessions.page(limit=1_000).result().rows)}"
    start_session(catalog, session_id, [DiscoveredFile("/media/a.png", 1, 1)])
    report = FileReport(
        "/media/a.png",
        size=1,
        mtime_ns=1,
        format=text,
        generation=Generation(tool=text, prompt=text),
        keywords=(word,),
        blocks=(Block(word, text),),
        failures=(Failure(Step.METADATA, text),),
        provenance={text: word},
    )
    assert stage(catalog, session_id, report)
    (staged,) = catalog.staging.iterate(session_id)
    assert (staged.report.format, staged.report.generation) == (text, report.generation)
    assert (staged.report.keywords, staged.report.failures) == ((word,), report.failures)
    assert staged.report.provenance == {text: word}
    assert catalog.staging.blocks(staged.file_id).result() == report.blocks


def test_files_are_counted_below_their_folder_and_nowhere_else(catalog: Catalog) -> None:
    deep = "/media/" + "d" * (PATH_KEY_LENGTH + 50)
    odd = "/media/odd \udcff"
    paths = [
        "/media/a/1.png",
        "/media/a/b/2.png",
        "/media/a.png",
        "/media/a!/3.png",
        "/media/a0.png",
        f"{deep}/4.png",
        f"{deep}e/5.png",
        f"{odd}/6.png",
        "/media/A/7.png",
    ]
    start_session(catalog, "s", [DiscoveredFile(path, 1, 1) for path in paths])
    for path in paths:
        stage(catalog, "s", FileReport(path, size=1, mtime_ns=1))
    catalog.commits.commit("s", lambda *_: None).result()

    children = ["/media/a", "/media/a/b", deep, odd, "/media/missing"]
    assert catalog.library.count_below(["/media", *children]).result() == {
        "/media": 9,
        "/media/a": 2,
        "/media/a/b": 1,
        deep: 1,
        odd: 1,
        "/media/missing": 0,
    }
    assert catalog.library.count_below(["/"]).result() == {"/": 9}
