"""A report is sent in few pieces, however many it consists of."""

from __future__ import annotations

from itertools import chain, repeat

from app.routers.shared.report_formats import CHUNK, in_chunks


def test_small_pieces_are_sent_together_and_nothing_is_lost_or_changed() -> None:
    lines = [f"line {number}\n" for number in range(50_000)]
    chunks = list(in_chunks(lines))
    assert "".join(chunks) == "".join(lines)
    assert all(CHUNK <= len(chunk) < CHUNK + 20 for chunk in chunks[:-1])


def test_the_first_piece_is_sent_before_the_last_is_made() -> None:
    endless = in_chunks(chain(["head "], repeat("x" * 1_000)))
    assert next(endless).startswith("head x")
