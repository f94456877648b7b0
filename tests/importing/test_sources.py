"""Each reader: what it says of real files and databases of its program, and what it says of damaged ones."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.review.import_summary import ImportKind
from app.domain.review.imports import ImportedValues, Placement
from app.importing.entries import ImportCancelledError, ImportEntry, ImportRefusedError, UnreadableEntry
from app.importing.sources.captions import parse_caption
from app.importing.sources.diffusion_toolkit import convert_rating
from app.importing.sources.foreign_database import open_database
from app.importing.sources.recognition import read_source, recognise
from app.importing.sources.source_files import SourceFiles
from app.importing.sources.takeout import list_names
from tests.importing.foreign import (
    DIGIKAM_SCHEMA,
    write_database,
    write_diffusion_toolkit,
    write_digikam,
    write_iib,
    write_takeout,
)

SIDECAR = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:lr="http://ns.adobe.com/lightroom/1.0/" xmlns:digiKam="http://www.digikam.org/ns/1.0/" {attributes}>
{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"""


def bag(name: str, *items: str) -> str:
    return f"<{name}><rdf:Bag>{''.join(f'<rdf:li>{item}</rdf:li>' for item in items)}</rdf:Bag></{name}>"


def write_sidecar(path: Path, *properties: str, attributes: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SIDECAR.format(attributes=attributes, properties="".join(properties)))
    return path


def read_all(path: Path, kind: ImportKind | None = None) -> list[ImportEntry | UnreadableEntry]:
    files = SourceFiles(str(path.resolve()))
    return list(read_source(files, kind or recognise(files)))


def read_entries(path: Path) -> list[ImportEntry]:
    entries = read_all(path)
    assert all(isinstance(each, ImportEntry) for each in entries), entries
    return [each for each in entries if isinstance(each, ImportEntry)]


def by_name(path: Path) -> dict[str, ImportedValues]:
    return {os.path.basename(each.paths[0]): each.theirs for each in read_entries(path)}


# XMP


def test_sidecars_say_rating_keywords_texts_and_what_is_picked(tmp_path: Path) -> None:
    write_sidecar(
        tmp_path / "a" / "1.jpg.xmp",
        bag("dc:subject", "cat", "animals", "sea"),
        bag("lr:hierarchicalSubject", "animals|cat", "darktable|exported"),
        "<dc:title><rdf:Alt><rdf:li>Title</rdf:li></rdf:Alt></dc:title><dc:description>A note</dc:description>",
        attributes='xmp:Rating="4" xmp:Label="Favourite"',
    )
    write_sidecar(tmp_path / "a" / "2.jpg.xmp", attributes='xmp:Rating="0" digiKam:PickLabel="1"')
    write_sidecar(tmp_path / "3.xmp", bag("digiKam:TagsList", "People/Anna"), attributes='digiKam:PickLabel="3"')
    write_sidecar(tmp_path / "empty.jpg.xmp", attributes='xmp:Rating="0"')
    found = by_name(tmp_path)
    values = {"score": 4, "favourite": True, "title": "Title", "note": "A note"}
    assert found == {
        "3": ImportedValues({"favourite": True}, ("People|Anna",)),
        "1.jpg": ImportedValues(values, ("animals|cat", "sea")),
        "2.jpg": ImportedValues({"score": -1}),
    }
    extensions = {os.path.basename(each.paths[0]): each.has_extension for each in read_entries(tmp_path)}
    assert extensions == {"1.jpg": True, "2.jpg": True, "3": False}


def test_a_sidecar_that_names_its_owner_belongs_to_it(tmp_path: Path) -> None:
    photoshop = 'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:SidecarForExtension="CR2"'
    write_sidecar(tmp_path / "IMG_1.2.xmp", attributes=f'{photoshop} xmp:Rating="2"')
    (entry,) = read_entries(tmp_path)
    assert (os.path.basename(entry.paths[0]), entry.has_extension) == ("IMG_1.2.CR2", True)


def test_a_damaged_sidecar_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    write_sidecar(tmp_path / "1.jpg.xmp", attributes='xmp:Rating="4"')
    (tmp_path / "2.jpg.xmp").write_bytes(b"\0\1\2 no XML")
    (tmp_path / "3.jpg.xmp").write_text('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    (tmp_path / "4.jpg.xmp").write_bytes(b"")
    (tmp_path / "5.jpg.xmp").symlink_to(tmp_path / "1.jpg.xmp")
    (tmp_path / "6.jpg.xmp").write_bytes(b" " * (5 << 20))
    found = read_all(tmp_path)
    unreadable = [each for each in found if isinstance(each, UnreadableEntry)]
    assert [os.path.basename(each.source) for each in unreadable] == [f"{number}.jpg.xmp" for number in (2, 3, 4, 6)]
    assert "well-formed" in unreadable[0].reason
    assert "entities" in unreadable[1].reason
    assert "4 MB" in unreadable[3].reason
    assert len(found) == 5


# Captions


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1girl, solo, blue hair", ImportedValues(keywords=("1girl", "solo", "blue hair"))),
        ("cat \\(animal\\), sea\n", ImportedValues(keywords=("cat (animal)", "sea"))),
        ("1girl solo blue_hair", ImportedValues(keywords=("1girl", "solo", "blue_hair"))),
        ("red\nblue\nRed", ImportedValues(keywords=("red", "blue"))),
        (
            "A photograph of a cat that sits on a mat.",
            ImportedValues({"note": "A photograph of a cat that sits on a mat."}),
        ),
        (" \n", ImportedValues()),
    ],
)
def test_a_caption_has_tags_or_sentences(text: str, values: ImportedValues) -> None:
    assert parse_caption(text) == values


def test_captions_lie_beside_pictures(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("red, blue")
    (tmp_path / "two.png.caption").write_text("green")
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "binary.txt").write_bytes(b"a\0b")
    found = read_all(tmp_path)
    said = {os.path.basename(each.paths[0]): each.has_extension for each in found if isinstance(each, ImportEntry)}
    assert said == {"one": False, "two.png": True}
    assert [os.path.basename(each.source) for each in found if isinstance(each, UnreadableEntry)] == ["binary.txt"]


# Google Takeout


@pytest.mark.parametrize(
    ("name", "title", "wanted"),
    [
        ("photo.jpg.json", "photo.jpg", "photo.jpg"),
        ("photo.jpg.supplemental-metadata.json", "photo.jpg", "photo.jpg"),
        ("photo.jpg.suppl.json", "photo.jpg", "photo.jpg"),
        ("photo.jpg..json", "photo.jpg", "photo.jpg"),
        ("photo.jpg(1).json", "photo.jpg", "photo(1).jpg"),
        ("photo.jpg.supplemental-metadata(12).json", "photo.jpg", "photo(12).jpg"),
        ("a_b.jpg.json", "a&b.jpg", "a_b.jpg"),
        (f"{'x' * 46}.json", f"{'x' * 60}.jpg", f"{'x' * 47}.jpg"),
        (f"{'x' * 46}(2).json", f"{'x' * 60}.jpg", f"{'x' * 47}(2).jpg"),
    ],
)
def test_the_name_of_a_takeout_file_leads_to_its_picture(name: str, title: str, wanted: str) -> None:
    assert wanted in list_names(name, title)


def test_takeout_says_favourites_texts_people_and_albums(tmp_path: Path) -> None:
    album, year = tmp_path / "Rome", tmp_path / "Photos from 2020"
    write_takeout(album, "1.jpg.json", "1.jpg", favorited=True, people=[{"name": "Anna"}, {"name": 3}, 4])
    (album / "metadata.json").write_text(json.dumps({"title": "Rome/2020", "description": ""}))
    write_takeout(year, "2.jpg.json", "2.jpg", description=" At the sea ", archived=True)
    (year / "metadata.json").write_text(json.dumps({"title": "Photos from 2020"}))
    write_takeout(year, "3.jpg.json", "3.jpg")
    (tmp_path / "print-subscriptions.json").write_text("[1, 2]")
    found = {os.path.basename(each.paths[0]): each for each in read_entries(tmp_path)}
    assert {name: each.theirs for name, each in found.items() if not each.is_optional} == {
        "1.jpg": ImportedValues({"favourite": True}, ("Anna",), (Placement(("Rome-2020",)),)),
        "2.jpg": ImportedValues({"note": "At the sea", "hidden": True}),
    }
    assert os.path.relpath(found["1.jpg"].paths[1], tmp_path) == os.path.join("Photos from 2020", "1.jpg")
    assert found["1-edited.jpg"].is_optional
    assert found["1-edited.jpg"].theirs == found["1.jpg"].theirs


def test_a_damaged_takeout_file_is_named(tmp_path: Path) -> None:
    write_takeout(tmp_path, "1.jpg.json", "1.jpg", favorited=True)
    (tmp_path / "2.jpg.json").write_text('{"title": "2.jpg", ')
    (tmp_path / "3.jpg.json").write_text("[" * 100_000)
    found = read_all(tmp_path)
    assert [os.path.basename(each.source) for each in found if isinstance(each, UnreadableEntry)] == [
        "2.jpg.json",
        "3.jpg.json",
    ]


# Databases


def test_infinite_image_browsing_says_custom_tags_and_likes(tmp_path: Path) -> None:
    database = write_iib(tmp_path / "iib.db", "C:\\out\\2024\\a.png", "/out/b.png")
    first, second = read_entries(database)
    assert first.theirs == ImportedValues({"favourite": True}, ("sunset", "best"))
    assert (first.paths, first.size) == (("C:\\out\\2024\\a.png",), 100)
    assert second.theirs == ImportedValues(keywords=("sunset",))


@pytest.mark.parametrize("with_tags", [True, False])
def test_diffusion_toolkit_says_ratings_favourites_tags_and_albums(tmp_path: Path, with_tags: bool) -> None:
    database = write_diffusion_toolkit(tmp_path / "dt.db", "D:\\a.png", "D:\\b.png", "D:\\c.png", with_tags=with_tags)
    first, second, third = read_entries(database)
    words = ("fox", "red", "blue") if with_tags else ("red", "blue")
    placements = (Placement(("Best",)), Placement(("A-B",)))
    assert first.theirs == ImportedValues({"score": 5, "favourite": True}, words, placements)
    assert second.theirs == ImportedValues({"score": 5}, ("nsfw",), (Placement(("Best",)),))
    assert third.theirs == ImportedValues({"score": 4})
    assert [convert_rating(number) for number in (0, 1, 2, 3, 10, 11, None, True)] == [
        None, 1, 1, 2, 5, None, None, None,
    ]  # fmt: skip


def test_digikam_says_ratings_tags_texts_and_labels(tmp_path: Path) -> None:
    database = write_digikam(tmp_path / "digikam4.db", "%2Fphotos%2Fall%20mine", "a.jpg", "b.jpg", "c.jpg")
    first, second = read_entries(database)
    values = {"score": 4, "favourite": True, "title": "Sea", "note": "At the sea"}
    assert first.theirs == ImportedValues(values, ("People|Anna", "sea"))
    assert (first.paths, first.size) == (("/photos/all mine/a.jpg",), 100)
    assert second.theirs == ImportedValues({"score": -1})


def test_a_circle_of_tags_ends(tmp_path: Path) -> None:
    database = write_digikam(tmp_path / "digikam4.db", "%2F", "a.jpg")
    with closing(sqlite3.connect(database)) as opened, opened:
        opened.execute("UPDATE Tags SET pid = 11 WHERE id = 10")
    (entry,) = read_entries(database)
    assert entry.theirs.keywords is not None
    assert len(entry.theirs.keywords) == 1 or "sea" in entry.theirs.keywords


def test_a_database_that_a_program_has_open_is_read_with_its_log_and_left_alone(tmp_path: Path) -> None:
    path = write_iib(tmp_path / "iib.db", "/out/a.png")
    with closing(sqlite3.connect(path, isolation_level=None)) as program:
        program.execute("PRAGMA journal_mode = WAL")
        program.execute("PRAGMA wal_autocheckpoint = 0")
        program.execute("INSERT INTO tag(id, name, type) VALUES (9, 'newest', 'custom')")
        program.execute("INSERT INTO image_tag(image_id, tag_id) VALUES (1, 9)")
        before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
        (entry,) = read_entries(path)
        assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before
    assert entry.theirs.keywords == ("sunset", "best", "newest")


def test_a_database_that_is_read_only_is_read_without_a_file_beside_it(tmp_path: Path) -> None:
    path = write_iib(tmp_path / "iib.db", "/out/a.png")
    assert len(read_entries(path)) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["iib.db"]


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[2048:] = os.urandom(len(data) - 2048)
    path.write_bytes(data)


def of_another_program(path: Path) -> None:
    path.unlink()
    write_database(path, "CREATE TABLE a(b)", {})


def make_view(path: Path) -> None:
    """A view that never ends stands for a table."""
    path.unlink()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, 'a' AS path FROM n"
    write_database(
        path,
        f"CREATE VIEW image AS {endless}; CREATE TABLE tag(id, name, type); CREATE TABLE image_tag(image_id, tag_id)",
        {},
    )


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut": (lambda path: path.write_bytes(path.read_bytes()[:3000]), "open it once in the program"),
    "noise": (damage, "open it once in the program"),
    "another program": (of_another_program, "not known"),
    "a view": (make_view, "not known"),
    "text": (lambda path: path.write_text("hello"), "nothing that can be imported"),
    "empty": (lambda path: path.write_bytes(b""), "empty"),
    "being written": (lambda path: Path(f"{path}-journal").write_bytes(b"x"), "close the program"),
    "a link": (lambda path: path.symlink_to(path.rename(f"{path}.real")), "link"),
    "missing": (lambda path: path.unlink(), "cannot be read"),
}


@pytest.mark.parametrize("how", REFUSED)
def test_what_is_no_sound_database_is_refused_by_name(how: str, tmp_path: Path) -> None:
    path = write_iib(tmp_path / "iib.db", *(f"/out/{number}.png" for number in range(200)))
    spoil, words = REFUSED[how]
    spoil(path)
    files = SourceFiles(str(path))
    with pytest.raises(ImportRefusedError, match=words) as refused:
        list(read_source(files, recognise(files)))
    assert str(path) in str(refused.value)


def test_a_database_of_another_kind_than_was_said_is_refused(tmp_path: Path) -> None:
    path = write_database(tmp_path / "digikam4.db", DIGIKAM_SCHEMA.replace("rating INTEGER,", ""), {})
    with pytest.raises(ImportRefusedError, match="not a database of digikam"):
        read_all(path, ImportKind.DIGIKAM)
    with pytest.raises(ImportRefusedError, match="is a folder"):
        read_all(tmp_path, ImportKind.DIGIKAM)


def test_a_query_that_takes_long_can_be_cancelled(tmp_path: Path) -> None:
    path = write_iib(tmp_path / "iib.db", "/out/a.png")
    asked = iter([False, False])
    with open_database(str(path), lambda: next(asked, True)) as database, pytest.raises(ImportCancelledError):
        list(database.rows("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"))


# Tables of Headrace


def row(**values: object) -> str:
    return json.dumps(
        {"path": "/media/a.png", "content_hash": "ab" * 32, "size": 100, "mtime_ns": 7_000_000_000, **values}
    )


def test_a_table_says_everything_that_the_library_knew(tmp_path: Path) -> None:
    places = [{"path": "Trips/Rome", "place": 5}, {"path": "", "place": 1}, {"path": "Far", "place": 1 << 80}, 7]
    lines = [
        row(score=0, favourite=False, keywords=["a", "B"], hidden=True, title="T", note=None, collections=places),
        row(
            score=None, favourite=False, keywords=[], edited=["score", "favourite", "keywords", "hidden"], hidden=False
        ),
        row(path_bytes="L21lZGlhL2NhZukucG5n", score=3),
        row(score=None, keywords=[]),
        row(score="5", favourite="yes", keywords="a", collections={}),
    ]
    table = tmp_path / "library.jsonl"
    table.write_text("\n".join(lines))
    first, second, third = read_entries(table)
    placed = (Placement(("Trips", "Rome"), 5), Placement(("Far",), 1 << 60))
    assert first.theirs == ImportedValues({"score": 0, "title": "T", "hidden": True}, ("a", "B"), placed)
    assert (first.size, first.modified_s, first.content_hash) == (100, 7, "ab" * 32)
    assert second.theirs == ImportedValues({"score": None, "favourite": False, "hidden": False}, ())
    assert third.paths == (os.fsdecode(b"/media/caf\xe9.png"),)


def test_lines_that_are_no_rows_are_named(tmp_path: Path) -> None:
    table = tmp_path / "library.json"
    table.write_text("[\n" + row(score=1) + ",\n{broken,\n[1],\n" + row(score=2) + "\n]\n")
    found = read_all(table)
    assert [each.source.rpartition(", ")[2] for each in found if isinstance(each, UnreadableEntry)] == [
        "line 3",
        "line 4",
    ]
    assert len(found) == 4


# Which source it is


def test_a_folder_with_sources_of_several_kinds_is_not_guessed(tmp_path: Path) -> None:
    write_sidecar(tmp_path / "1.jpg.xmp", attributes='xmp:Rating="4"')
    (tmp_path / "1.txt").write_text("red, blue")
    with pytest.raises(ImportRefusedError, match="several kinds: captions, xmp"):
        read_all(tmp_path)
    assert len(read_all(tmp_path, ImportKind.XMP)) == 1


def test_a_folder_without_a_source_and_a_csv_table_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match="has nothing that can be imported"):
        read_all(tmp_path)
    (tmp_path / "library.csv").write_text("id,path\n1,/a.png\n")
    with pytest.raises(ImportRefusedError, match="export with --as jsonl"):
        read_all(tmp_path / "library.csv")
