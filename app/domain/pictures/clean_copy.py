"""A copy of a file without its metadata, described by the pieces of the file that it keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes of the file from `start` up to `end`, as they are."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Zeros:
    """So many zero bytes, in place of something that is left out where offsets must stay."""

    length: int


Piece: TypeAlias = bytes | Kept | Zeros


@dataclass(frozen=True, slots=True)
class CleanCopy:
    """The copy, piece by piece."""

    pieces: tuple[Piece, ...]

    @property
    def size(self) -> int:
        """Bytes of the copy."""
        return sum(map(length_of, self.pieces))


def length_of(piece: Piece) -> int:
    """Return how many bytes a piece has."""
    if isinstance(piece, bytes):
        return len(piece)
    return piece.length if isinstance(piece, Zeros) else piece.end - piece.start


def join_pieces(pieces: Iterable[Piece]) -> CleanCopy:
    """Return the copy; neighbours of one kind become one piece, so that a million chunks are no million pieces."""
    joined: list[Piece] = []
    for piece in pieces:
        if not length_of(piece):
            continue
        last = joined[-1] if joined else None
        if isinstance(piece, Kept) and isinstance(last, Kept) and last.end == piece.start:
            joined[-1] = Kept(last.start, piece.end)
        elif isinstance(piece, Zeros) and isinstance(last, Zeros):
            joined[-1] = Zeros(last.length + piece.length)
        elif isinstance(piece, bytes) and isinstance(last, bytes):
            joined[-1] = last + piece
        else:
            joined.append(piece)
    return CleanCopy(tuple(joined))
