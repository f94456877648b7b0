"""A library to search in, and the expected results, determined by testing every file."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from app.catalog import Catalog, DiscoveredFile, LibraryFile, LibraryQuery
from app.catalog.search.dates import captured_number
from app.catalog.search.language.nodes import Either, Every, FieldTest, Fuzzy, Node, Not, Words
from app.catalog.search.tokenizer import contains_term, list_run_tokens, tokenize
from app.domain.report import Block, Camera, Failure, FileReport, Generation, Gps, Hashes, Kind, Lora, Step
from app.domain.review.collections import CollectionAct
from app.domain.text.stored_text import encode_text
from tests.catalog.support import commit, finish, full_report, start_session
from tests.support.waiting import wait_until

WORDS = (
    "cat",
    "cats",
    "category",
    "Mat",
    "café",
    "naïve",
    "straße",
    "猫",
    "東京タワー",
    "दिल्ली",
    "neon",
    "it's",
    "a",
    "🦊",
    "<3",
    "fox🦊!!",
    "❤️",
)
FOLDERS = ("/media/out", "/media/out/2024", "/media/out 2", "/media/Ünï", "/media/" + "x" * 220 + "/" + "y" * 220)
KEYWORDS = ("cat", "Cat", "neon light", "猫", "a\x00b", "half \ud800", "§1", "50% off")
CAMERAS = (None, Camera("Canon", "Canon EOS 5D"), Camera("SONY", "ILCE-7M3"), Camera(None, "Pixel 8"))
MODELS = (None, "dream.safetensors", "sdxl_base", "dream'; DROP")
DATES = (None, "2024", "2024-05", "2024-05-06T07:08:09", "2023-12-31T23:59:59+02:00", "2024-05-06T07:08:09.5")


def made_up_report(number: int, dice: random.Random) -> FileReport:
    """Return a random report from a few words and values, so that many files share them."""
    folder = dice.choice(FOLDERS)
    prompt = dice.choice((None, "", ", ".join(dice.choices(WORDS, k=dice.randint(1, 6)))))
    tool = dice.choice((None, "comfyui", "a1111"))
    return replace(
        full_report(f"{folder}/img_{number:03}_{dice.choice(WORDS)}.png", number=number),
        size=dice.choice((1, 10, 10, 5_000_000_000)),
        kind=dice.choice(list(Kind)),
        format=dice.choice(("png", "mp4", None)),
        captured_at=dice.choice(DATES),
        generation=_made_up_generation(dice, tool, prompt) if tool else None,
        keywords=tuple(dice.sample(KEYWORDS, dice.randint(0, 3))),
        score=dice.choice((None, -1, 0, 3, 5)),
        favourite=dice.choice((None, True, False)),
        nsfw=dice.choice((None, full_report("").nsfw)),
        width=dice.choice((None, 512, 1024, 6000)),
        height=dice.choice((None, 512, 1024, 4000)),
        duration_s=dice.choice((None, 0.5, 12.25, 61.0)),
        camera=dice.choice(
            (None, Camera("Canon", "Canon EOS 5D"), Camera("SONY", "ILCE-7M3"), Camera(None, "Pixel 8"))
        ),
        gps=dice.choice((None, Gps(52.52, 13.4), Gps(48.85, 2.35), Gps(-17.7, 178.0), Gps(-17.0, -179.5))),
        failures=tuple(Failure(Step.METADATA, "odd") for _ in range(dice.choice((0, 0, 1, 3)))),
        hashes=Hashes(f"{dice.choice((number, number, 1, 2)):064x}"[::-1]),
        blocks=_made_up_blocks(dice),
    )


def _made_up_blocks(dice: random.Random) -> tuple[Block, ...]:
    texts = {
        "c2pa": dice.choice((None, "{}")),
        "exif:LensModel": dice.choice((None, "EF50mm f/1.8", "FE 35mm F1.4 GM")),
        "exif:ISO": dice.choice((None, "100", "1600")),
        "exif:FNumber": dice.choice((None, "14/5", "8")),
        "exif:ExposureTime": dice.choice((None, "1/250", "2")),
        "exif:FocalLength": dice.choice((None, "50", "35")),
    }
    return tuple(Block(name, text) for name, text in texts.items() if text)


def _made_up_generation(dice: random.Random, tool: str, prompt: str | None) -> Generation:
    return Generation(
        tool,
        prompt=prompt,
        model=dice.choice(MODELS),
        seed=dice.choice((None, 0, 7, 2**63 + 5, 2**64 - 3)),
        steps=dice.choice((None, 20, 25, 30)),
        cfg_scale=dice.choice((None, 4.5, 7, 7.1)),
        sampler=dice.choice((None, "euler", "Euler a", "dpmpp_2m")),
        scheduler=dice.choice((None, "karras")),
        loras=tuple(
            Lora(name, dice.choice((None, 0.5, 0.8, -1.0)))
            for name in dice.sample(("add detail", "detail.safetensors", "ink"), dice.randint(0, 3))
        ),
    )


def made_up_reports(total: int, seed: int = 1) -> list[FileReport]:
    dice = random.Random(seed)
    return [made_up_report(number, dice) for number in range(total)]


def fill(catalog: Catalog, total: int, *, seed: int = 1, commits: int = 3) -> None:
    """Commit `total` random files, in several commits, and wait until they are indexed."""
    reports = made_up_reports(total, seed)
    for number in range(commits):
        add(catalog, f"fill-{number}", reports[number::commits])


COLLECTIONS = {"Trips": 5, "Trips/Rome": 7, "Trips/Rome/Night!": 11, "Best": 4}
"""Collections, whose ids are 1, 2 … in this order; each has every so many of the files that `fill` makes."""


def fill_collections(catalog: Catalog) -> None:
    """Make `COLLECTIONS` of the files that `fill` made."""
    files = catalog.library.page(limit=10_000).result()
    for number, path in enumerate(COLLECTIONS, 1):
        above, _, name = path.rpartition("/")
        parent = [*COLLECTIONS].index(above) + 1 if above else None
        made = catalog.library_edits.make_collection(name, parent, who="ann", at=1.0).result().step
        assert made is not None
        assert made.edit.collection is not None
        assert made.edit.collection.collection_id == number
        ids = np.array([file.file_id for file in files if path in list_collections(file)], np.int64)
        change = catalog.library_edits.change_collection_files(
            ids, CollectionAct.ADD, number, lambda *_: None, who="ann", at=1.0
        )
        assert len(change.result().file_ids) == len(ids) > 0


def list_collections(file: LibraryFile) -> list[str]:
    """Return the collections that have a file themselves, in the order of the tree."""
    match = re.search(r"img_(\d+)_", file.report.path)
    assert match is not None
    return sorted(path for path, every in COLLECTIONS.items() if int(match[1]) % every == 1)


def add(catalog: Catalog, session_id: str, reports: list[FileReport]) -> None:
    """Commit these files and wait until they are indexed."""
    start_session(
        catalog, session_id, [DiscoveredFile(report.path, report.size, report.mtime_ns) for report in reports]
    )
    by_path = {report.path: report for report in reports}
    pending = catalog.staging.pending(session_id, limit=100_000).result()
    files = [finish(file, by_path[file.path]) for file in pending]
    assert catalog.staging.add_reports(session_id, files).result() == len(files)
    commit(catalog, session_id)
    wait_until_indexed(catalog)


def wait_until_indexed(catalog: Catalog) -> None:
    wait_until(
        lambda: catalog.search.count_pending().result(),
        "the index follows the library",
        holds=lambda pending: not pending,
        pause=0.005,
    )


def all_pages(catalog: Catalog, query: LibraryQuery) -> list[LibraryFile]:
    """Return the files of all pages; every page except the last must be full."""
    files: list[LibraryFile] = []
    while True:
        page = catalog.search.page(query).result()
        files += page.files
        if page.next is None:
            return files
        assert len(page.files) == query.limit
        query = replace(query, after=page.next)


def expected_ids(files: list[LibraryFile], query: LibraryQuery) -> list[int]:
    """Return the ids that the query must find among `files`, in its order."""
    found = [file for file in files if _fits(file, query)]
    return [file.file_id for file in ordered(found, query)]


def _fits(file: LibraryFile, query: LibraryQuery) -> bool:
    return all(parameter_checks(file, query)) and matches(file, query.expression())


def _pass_no_field(_file: LibraryFile, leaf: FieldTest | Fuzzy) -> bool:
    raise AssertionError(f"{leaf} needs tests.catalog.search.naive")


def matches(
    file: LibraryFile, node: Node, passes: Callable[[LibraryFile, FieldTest | Fuzzy], bool] = _pass_no_field
) -> bool:
    """Return whether a file matches words and their combinations; `passes` knows fields and fuzzy words."""
    match node:
        case Every():
            return all(matches(file, part, passes) for part in node.parts)
        case Either():
            return any(matches(file, part, passes) for part in node.parts)
        case Not():
            return not matches(file, node.part, passes)
        case Words():
            return all(contains_term(words_in(file), term) for term in node.terms)
        case FieldTest() | Fuzzy():
            return passes(file, node)


def words_in(file: LibraryFile) -> list[str]:
    """Return all words of a file, with a separator between two texts, and its runs of signs."""
    made = file.report.generation
    texts = [file.report.path, *file.report.keywords]
    texts += [made.prompt or "", made.model or "", *(prompt.text for prompt in made.prompts)] if made else []
    return [word for text in texts for word in (*tokenize(text), "|")] + list_run_tokens(texts)


def parameter_checks(file: LibraryFile, query: LibraryQuery) -> Iterator[bool]:
    report, made = file.report, file.report.generation
    captured = _captured(file)
    yield set(query.keywords) <= set(report.keywords)
    yield query.favourite is None or bool(report.favourite) == query.favourite
    yield query.nsfw is None or file.is_nsfw == query.nsfw
    yield query.tool is None or (made is not None and made.tool == query.tool)
    yield query.model is None or (made is not None and made.model == query.model)
    yield query.kind is None or report.kind == query.kind
    yield query.format is None or report.format == query.format
    yield query.folder is None or report.path.startswith(query.folder.rstrip("/") + "/")
    yield query.collection is None or bool(_included_by(file, query))
    yield _between(report.score, query.score_from, query.score_to)
    yield _between(report.size, query.size_from, query.size_to)
    yield _between(captured, *query.captured_bounds())
    first, beyond = query.added_bounds()
    yield (first is None or file.added_at >= first) and (beyond is None or file.added_at < beyond)


def _included_by(file: LibraryFile, query: LibraryQuery) -> list[str]:
    """Return the collections by which the query's collection includes a file."""
    assert query.collection is not None
    wanted = [*COLLECTIONS, "no such collection"][query.collection - 1]
    return [path for path in list_collections(file) if f"{path}/".startswith(f"{wanted}/")]


def _between(value: int | None, first: int | None, last: int | None) -> bool:
    if first is None and last is None:
        return True
    return value is not None and (first is None or value >= first) and (last is None or value <= last)


def _captured(file: LibraryFile) -> int | None:
    return captured_number(file.report.captured_at) if file.report.captured_at else None


def ordered(files: list[LibraryFile], query: LibraryQuery) -> list[LibraryFile]:
    def value(file: LibraryFile) -> Any:
        values = {
            "added": file.added_at,
            "captured": _captured(file),
            "score": file.report.score,
            "size": file.report.size,
            "path": encode_text(file.report.path)[:400],
        }
        return _included_by(file, query)[0] if query.sort == "collection" else values[query.sort]

    known = [file for file in files if value(file) is not None]
    unknown = [file for file in files if value(file) is None]
    is_down = query.order == "desc"
    known.sort(key=lambda file: (value(file), file.file_id), reverse=is_down)
    return known + sorted(unknown, key=lambda file: file.file_id, reverse=is_down)
