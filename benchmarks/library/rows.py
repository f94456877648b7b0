"""Writes a library of any size directly into the database. As in real libraries, most files share few models."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Table, insert
from sqlalchemy.engine import Connection

from app.catalog import Catalog
from app.catalog.database.engines import create_write_engine, parse_url
from app.catalog.database.schema import finding_keywords, findings, keywords, library_files
from app.catalog.database.sql.insert_ignore import insert_ignore
from app.domain.text.stored_text import text_hash

BATCH = 5_000
VOCABULARY = 30_000
PROMPT_WORDS = 40
KEYWORDS = 20_000
KEYWORDS_PER_FILE = 4
MODELS = 500
TOOLS = ("comfyui", "a1111", "forge", "invokeai", "fooocus")
SAMPLERS = ("euler", "euler_ancestral", "dpmpp_2m", "dpmpp_sde", "dpmpp_3m_sde", "ddim", "uni_pc", "heun", "lcm")
SCHEDULERS = ("normal", "karras", "exponential", "simple", "beta")
LORAS = 1_000
FOLDER_FILES = 2_000
BEGAN = 1_600_000_000
"""Seconds since the epoch of the first commit; commits of `BATCH` files follow every hour."""


@dataclass(frozen=True, slots=True)
class _Distribution:
    """The random generator, and how frequent words and keywords are."""

    rng: np.random.Generator
    words: NDArray[np.str_]
    shares: NDArray[np.float64]
    keyword_shares: NDArray[np.float64]


def fill_library(url: str, total: int) -> float:
    """Fill an empty database with `total` files and index them. Return the seconds that indexing took."""
    Catalog(url).close()
    engine = create_write_engine(parse_url(url))
    distribution = _make_distribution()
    with engine.begin() as connection:
        texts = [_keyword(number) for number in range(KEYWORDS)]
        insert_ignore(connection, keywords, [{"keyword": word, "keyword_hash": text_hash(word)} for word in texts])
    for first in range(0, total, BATCH):
        with engine.begin() as connection:
            _insert_batch(connection, distribution, range(first, min(first + BATCH, total)))
    if engine.dialect.name == "postgresql":
        _vacuum(url)
    engine.dispose()
    began = time.monotonic()
    wait_until_indexed(url)
    if engine.dialect.name == "postgresql":
        _vacuum(url)
    return time.monotonic() - began


def wait_until_indexed(url: str) -> None:
    catalog = Catalog(url)
    while catalog.search.count_pending().result():
        time.sleep(0.2)
    catalog.close()


def _vacuum(url: str) -> None:
    """Do now what autovacuum would do later."""
    engine = create_write_engine(parse_url(url)).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()


def _make_distribution() -> _Distribution:
    return _Distribution(np.random.default_rng(1), make_vocabulary(), _zipf_shares(VOCABULARY), _zipf_shares(KEYWORDS))


def make_vocabulary() -> NDArray[np.str_]:
    """Return the words of the prompts, the most frequent first."""
    rng = np.random.default_rng(2)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    return np.array(["".join(rng.choice(letters, length)) for length in rng.integers(3, 11, VOCABULARY)])


def _zipf_shares(size: int) -> NDArray[np.float64]:
    shares = 1 / np.arange(1, size + 1)
    return np.asarray(shares / shares.sum(), np.float64)


def _keyword(number: int) -> str:
    return f"theme {number}"


def _insert_batch(connection: Connection, distribution: _Distribution, numbers: range) -> None:
    rng, count = distribution.rng, len(numbers)
    prompts = distribution.words[rng.choice(VOCABULARY, (count, PROMPT_WORDS), p=distribution.shares)]
    models = np.minimum(rng.zipf(1.3, count), MODELS)
    rows = []
    for place, number in enumerate(numbers):
        tool = TOOLS[min(int(rng.zipf(1.8)), len(TOOLS)) - 1]
        made = {
            "tool": tool,
            "prompt": " ".join(prompts[place]),
            "model": f"model {models[place]}.safetensors",
            "seed": int(rng.integers(0, 2**64, dtype=np.uint64)),
            "steps": int(rng.integers(15, 51)),
            "cfg_scale": float(rng.integers(2, 25)) / 2,
            "sampler": SAMPLERS[min(int(rng.zipf(1.5)), len(SAMPLERS)) - 1],
            "scheduler": SCHEDULERS[min(int(rng.zipf(1.8)), len(SCHEDULERS)) - 1],
            "loras": [
                {"name": f"lora {number}", "weight": float(rng.integers(1, 11)) / 10}
                for number in np.minimum(rng.zipf(1.3, rng.integers(0, 3)), LORAS).tolist()
            ],
        }
        is_video = rng.random() < 0.03
        rows.append(
            {
                "id": number + 1,
                "size": int(rng.lognormal(14.5, 1)),
                "mtime_ns": 0,
                "kind": "video" if is_video else "image",
                "format": "mp4" if is_video else rng.choice(("png", "jpeg", "webp"), p=(0.7, 0.2, 0.1)),
                "captured_at": _make_date(rng, number) if rng.random() < 0.8 else None,
                "width": int(rng.choice((512, 768, 1024, 2048))),
                "height": int(rng.choice((512, 768, 1024, 2048))),
                "duration_s": float(rng.integers(1, 60)) if is_video else None,
                "camera_make": None,
                "camera_model": f"camera {min(int(rng.zipf(1.5)), 30)}" if rng.random() < 0.3 else None,
                "gps_lat": float(rng.uniform(-60, 70)) if rng.random() < 0.2 else None,
                "gps_lon": float(rng.uniform(-180, 180)),
                "content_hash": f"{(shown := _find_original(number)):064x}"[::-1],
                "perceptual_hash": blake2b(str(shown).encode(), digest_size=8).hexdigest(),
                "score": int(rng.integers(-1, 6)) if rng.random() < 0.2 else None,
                "favourite": bool(rng.random() < 0.02),
                "is_nsfw": bool(rng.random() < 0.1),
                "tool": tool,
                "model": made["model"],
                "generation": json.dumps(made),
                "failures": "[]",
                "provenance": "{}",
            }
        )
    _insert(connection, findings, rows)
    _insert(
        connection, library_files, [_make_library_row(row, number) for row, number in zip(rows, numbers, strict=True)]
    )
    _insert(connection, finding_keywords, list(_make_keyword_rows(distribution, numbers)))


def _find_original(number: int) -> int:
    """Return the number of the file of which this one is a copy, as every 50th is; otherwise its own."""
    return number - 1 if number % 50 == 1 else number


def _make_date(rng: np.random.Generator, number: int) -> str:
    """Return a capture date; files added later were mostly captured later."""
    day = number // 300 + int(rng.integers(0, 400))
    return str(np.datetime64("2012-01-01T00:00:00") + np.timedelta64(day * 86_400 + int(rng.integers(0, 86_400)), "s"))


def _make_library_row(row: dict[str, object], number: int) -> dict[str, object]:
    path = f"/media/out/{number // FOLDER_FILES:05}/ComfyUI_{number:07}_.png"
    added = BEGAN + number // BATCH * 3_600.0
    repeated = ("size", "mtime_ns", "kind", "captured_at", "score", "is_nsfw", "tool", "model")
    own = {"id": number + 1, "path": path, "path_hash": text_hash(path), "finding_id": row["id"]}
    return {**own, "added_at": added, "changed_at": added, **{name: row[name] for name in repeated}}


def _make_keyword_rows(distribution: _Distribution, numbers: range) -> Iterator[dict[str, int]]:
    chosen = distribution.rng.choice(KEYWORDS, (len(numbers), KEYWORDS_PER_FILE), p=distribution.keyword_shares)
    for number, words in zip(numbers, chosen, strict=True):
        for position, word in enumerate(dict.fromkeys(words.tolist())):
            yield {"finding_id": number + 1, "position": position, "keyword_id": word + 1}


def _insert(connection: Connection, table: Table, rows: list[dict[str, object]] | list[dict[str, int]]) -> None:
    connection.execute(insert(table), rows)
