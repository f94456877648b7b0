"""CBOR data items (RFC 8949), as far as C2PA claims use them."""

from __future__ import annotations

import struct

DEPTH_MAX = 32
ITEMS_MAX = 20_000

_FLOATS = {25: ">e", 26: ">f", 27: ">d"}
_SIMPLE = {20: False, 21: True}
_INDEFINITE = 31


class _MalformedError(ValueError):
    """The bytes are not CBOR, or exceed the limits."""


def read_cbor(data: bytes) -> object:
    """Decode the first data item: dict, list, str, bytes, int, float, bool or None. A malformed one is None too.

    Map keys that are not text become text. Tags are dropped, their content is kept.
    """
    try:
        return _CborDecoder(data).decode_item(0)
    except _MalformedError:
        return None


class _CborDecoder:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._items = 0

    def decode_item(self, depth: int) -> object:
        self._items += 1
        if depth > DEPTH_MAX or self._items > ITEMS_MAX:
            raise _MalformedError
        initial = self._take(1)[0]
        major, extra = initial >> 5, initial & 31
        if major == 7:
            return self._decode_simple(extra)
        if major in (2, 3):
            return self._decode_string(major, extra)
        count = None if extra == _INDEFINITE and major in (4, 5) else self._decode_number(extra)
        if major in (4, 5):
            return self._decode_list(count, depth) if major == 4 else self._decode_map(count, depth)
        if count is None:
            raise _MalformedError
        if major == 6:
            return self.decode_item(depth + 1)
        return count if major == 0 else -1 - count

    def _take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise _MalformedError
        self._at += count
        return taken

    def _decode_number(self, extra: int) -> int:
        if extra < 24:
            return extra
        if extra > 27:
            raise _MalformedError
        return int.from_bytes(self._take(1 << (extra - 24)), "big")

    def _decode_simple(self, extra: int) -> object:
        if extra in _FLOATS:
            value: float = struct.unpack(_FLOATS[extra], self._take(1 << (extra - 24)))[0]
            return value
        if extra == 24:
            self._take(1)
            return None
        if extra > 24:
            raise _MalformedError
        return _SIMPLE.get(extra)

    def _decode_string(self, major: int, extra: int) -> str | bytes:
        if extra != _INDEFINITE:
            body = self._take(self._decode_number(extra))
        else:
            pieces = []
            while not self._take_break():
                self._items += 1
                initial = self._take(1)[0]
                if initial >> 5 != major or initial & 31 == _INDEFINITE or self._items > ITEMS_MAX:
                    raise _MalformedError
                pieces.append(self._take(self._decode_number(initial & 31)))
            body = b"".join(pieces)
        return body.decode("utf-8", "replace") if major == 3 else body

    def _decode_list(self, count: int | None, depth: int) -> list[object]:
        values: list[object] = []
        while not self._is_complete(count, len(values)):
            values.append(self.decode_item(depth + 1))
        return values

    def _decode_map(self, count: int | None, depth: int) -> dict[str, object]:
        values: dict[str, object] = {}
        read = 0
        while not self._is_complete(count, read):
            key = self.decode_item(depth + 1)
            values[key if isinstance(key, str) else repr(key)] = self.decode_item(depth + 1)
            read += 1
        return values

    def _is_complete(self, count: int | None, read: int) -> bool:
        return self._take_break() if count is None else read >= count

    def _take_break(self) -> bool:
        """Skip the break that ends an item of indefinite length, if it is next, and return whether it was."""
        if self._data[self._at : self._at + 1] != b"\xff":
            return False
        self._at += 1
        return True
