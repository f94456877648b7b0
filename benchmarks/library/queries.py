"""The queries: those that people use, and those that are hard for a database."""

from __future__ import annotations

from dataclasses import replace

from app.catalog import LibraryQuery, LibrarySort, Order
from app.domain.report import Kind
from benchmarks.library.rows import MODELS, TOOLS, make_vocabulary

ORDERS: tuple[tuple[LibrarySort, Order], ...] = (
    ("added", "desc"),
    ("captured", "desc"),
    ("score", "desc"),
    ("size", "asc"),
    ("path", "asc"),
)


def make_queries() -> dict[str, LibraryQuery]:
    """Return name → query, with words that about 1/3, 1/30, 1/100 and 1/5000 of the files contain."""
    words = make_vocabulary()
    common, frequent, less_frequent, rare = (str(words[rank]) for rank in (9, 99, 399, 19_999))
    rare_model = f"model {MODELS - 1}.safetensors"
    base = LibraryQuery()
    queries = {
        "no condition": base,
        "not NSFW": replace(base, nsfw=False),
        "NSFW and favourite": replace(base, nsfw=True, favourite=True),
        "score from 4": replace(base, score_from=4),
        "a tool": replace(base, tool=TOOLS[0]),
        "a rare model": replace(base, model=rare_model),
        "a rare model, a tool, not NSFW": replace(base, model=rare_model, tool="a1111", nsfw=False),
        "a keyword": replace(base, keywords=("theme 0",)),
        "two keywords": replace(base, keywords=("theme 0", "theme 1")),
        "a rare keyword": replace(base, keywords=("theme 19000",)),
        "a common word": replace(base, words=common),
        "a frequent word": replace(base, words=frequent),
        "a less frequent word": replace(base, words=less_frequent),
        "a rare word": replace(base, words=rare),
        "the first letters of a common word": replace(base, words=common[:3]),
        "three words": replace(base, words=f"{common} {less_frequent} comfyui"),
        "a phrase": replace(base, words=f'"{common} {common}"'),
        "a word without another": replace(base, words=f"{less_frequent} -{common}"),
        "without a common word": replace(base, words=f"-{common}"),
        "a file name": replace(base, words="ComfyUI_0012345_.png"),
        "a common word, NSFW": replace(base, words=common, nsfw=True),
        "a common word, a rare model": replace(base, words=common, model=rare_model),
        "a less frequent word, not NSFW, score from 4": replace(base, words=less_frequent, nsfw=False, score_from=4),
        "a folder": replace(base, folder="/media/out/00012"),
        "all folders, videos": replace(base, folder="/media/out", kind=Kind.VIDEO),
        "a month": replace(base, captured_from="2016-05", captured_to="2016-05"),
        "a year, a common word": replace(base, words=common, captured_from="2016", captured_to="2016"),
        "a year, a frequent word": replace(base, words=frequent, captured_from="2016", captured_to="2016"),
        "large files": replace(base, size_from=20_000_000),
        "large files of a month": replace(base, size_from=20_000_000, captured_from="2016-05", captured_to="2016-05"),
        "a day's commits": replace(base, added_from="2020-09-20", added_to="2020-09-20"),
        "large files, score from 4, not NSFW": replace(base, size_from=8_000_000, score_from=4, nsfw=False),
    }
    return {
        f"{name}, by {sort} {order}": replace(one, sort=sort, order=order)
        for name, one in queries.items()
        for sort, order in ORDERS
    }


def make_language_queries() -> dict[str, LibraryQuery]:
    """Return name → query in the query language: fields, and boolean trees over fields and words."""
    words = make_vocabulary()
    common, frequent, rare = (str(words[rank]) for rank in (9, 99, 19_999))
    queries = {
        "steps:20..30": "steps:20..30",
        "a seed": "seed:1234567890",
        "a sampler or many steps, not a LoRA": '(sampler:euler OR steps:>40) NOT lora:"lora 1"',
        "a LoRA with a weight": 'lora:"lora 2">0.5',
        "near a place": "near:48.85,2.35,100",
        "a box, portraits": "box:40,0,55,20 shape:portrait",
        "duplicates": "duplicate:yes",
        "a range of dates, large": "captured:2014-01..2016-06 megapixels:>1",
        "a rare word or a keyword": f'{rare} OR keyword:"theme 19000"',
        "a common word, a sampler": f"{common} sampler:ddim",
        "a common word or a frequent one, steps": f"({common} OR {frequent}) steps:>45",
        "not a common word, cfg": f"NOT {common} cfg:>=10",
        "a folder's part, rated": "folder:00012 rating:>=4",
        "eight fields": "kind:image format:png width:>=768 height:<2048 cfg:5..9 nsfw:no has:camera scheduler:karras",
        "a fuzzy word": f"~{frequent}x steps:20",
    }
    return {
        f"{name}, by {sort} {order}": LibraryQuery(text, sort=sort, order=order)
        for name, text in queries.items()
        for sort, order in ORDERS
    }
