"""PNG chunks by hand: header, texts, EXIF, frames.

Source: PNG specification, third edition (W3C), chapters 5 and 11.
"""

from __future__ import annotations

import binascii
import zlib
from collections.abc import Iterator
from dataclasses import replace

from app.readers.containers.parts.png_colours import COLOUR_CHUNKS, read_colour_chunk
from app.readers.containers.raw_builder import RawMetadataBuilder
from app.readers.metadata.raw import Animation, RawMetadata
from app.readers.metadata.shortening import cut_utf8, shorten_name
from app.readers.metadata.text import decode_text
from app.readers.reasons import UnreadableError

_PIXEL_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_CHANNELS: dict[int | None, int] = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples per pixel by colour type (11.2.1)."""
_XMP_KEYWORD = "XML:com.adobe.xmp"
_RAW_PROFILE = "Raw profile type "


def read_png(data: bytes, builder: RawMetadataBuilder) -> None:
    """Walk all chunks: texts may follow the pixels. Of a cut-off file, what precedes the cut is read."""
    for walked, (kind, start, end) in enumerate(walk_chunks(data)):
        if walked >= builder.limits.chunks:
            builder.add_problem("the file has more chunks than are read; metadata after them was left out")
            return
        if kind != b"IDAT" and end <= len(data):
            _read_chunk(kind, data[start + 8 : end - 4], builder)


def keep_pixel_chunks(data: bytes, limit: int) -> bytes:
    """Return the file with only the chunks that its pixels need.

    Decoders also unpack texts and colour profiles, and a bomb among these would exhaust their memory.
    Raises UnreadableError when there are more chunks than `limit`.
    """
    parts, begin, at = [data[:8]], 8, 8
    for walked, (kind, start, end) in enumerate(walk_chunks(data)):
        if walked >= limit:
            raise UnreadableError(f"the file has more than {limit:,} chunks, far more than any real image")
        if kind not in _PIXEL_CHUNKS:
            parts.append(data[begin:start])
            begin = end
        at = end
    if begin == 8:
        return data
    parts.append(data[begin:at])
    return b"".join(parts)


def is_cut_off(data: bytes) -> bool:
    """Whether the file ends within the chunks of its pixels. Cheaper than unpacking them, and less thorough."""
    return any(kind == b"IDAT" and end > len(data) for kind, _, end in walk_chunks(data))


def measure_rows_percent(data: bytes, raw: RawMetadata) -> int | None:
    """Return how much of the rows a cut-off file still holds, in percent.

    Return None where rows do not follow one another (interlaced) or what is there is damaged as well.
    """
    layout = raw.layout
    channels = _CHANNELS.get(layout.color_type)
    if layout.is_interlaced or channels is None or layout.bit_depth is None or not raw.width or not raw.height:
        return None
    row = 1 + (raw.width * channels * layout.bit_depth + 7) // 8
    try:
        found = _measure_inflated(data, row * raw.height)
    except zlib.error:
        return None
    return min(99, found // row * 100 // raw.height)


def _measure_inflated(data: bytes, enough: int) -> int:
    stream, found = zlib.decompressobj(), 0
    for kind, start, end in walk_chunks(data):
        if kind == b"IDAT":
            body = data[start + 8 : min(end - 4, len(data))]
            while body and found < enough:
                found += len(stream.decompress(body, 1 << 20))
                body = stream.unconsumed_tail
    return found


def walk_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield (type, start, end) of each chunk, from its length to its checksum. A cut-off one ends behind the file."""
    at, size = 8, len(data)
    while at + 8 <= size:
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        yield kind, at, end
        if kind == b"IEND":
            return
        at = end


def _read_chunk(kind: bytes, body: bytes, builder: RawMetadataBuilder) -> None:
    if kind == b"IHDR" and len(body) == 13 and builder.width is None:
        builder.width, builder.height = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
        builder.layout = replace(builder.layout, bit_depth=body[8], color_type=body[9], is_interlaced=body[12] != 0)
    elif kind == b"tRNS":
        builder.layout = replace(builder.layout, has_transparency=True)
    elif kind == b"tEXt":
        keyword, _, text = body.partition(b"\0")
        _add_text(_read_keyword(keyword, builder), text, builder)
    elif kind == b"zTXt":
        _read_compressed_text(body, builder)
    elif kind == b"iTXt":
        _read_international_text(body, builder)
    elif kind in COLOUR_CHUNKS:
        read_colour_chunk(kind, body, builder)
    elif kind == b"fcTL":
        _count_frame(body, builder)
    elif kind == b"caBX":
        builder.c2pa = builder.c2pa or body
    elif kind == b"eXIf":
        builder.exif = builder.exif or body.removeprefix(b"Exif\0\0")


def _count_frame(body: bytes, builder: RawMetadataBuilder) -> None:
    """Count a frame: how long it is shown is a fraction of a second, of hundredths where it says 0 (11.2.6)."""
    numerator, denominator = int.from_bytes(body[20:22], "big"), int.from_bytes(body[22:24], "big")
    known = builder.animation
    shown_s = (known.duration_s or 0) + numerator / (denominator or 100)
    builder.animation = Animation(known.frames + 1, shown_s)


def _read_compressed_text(body: bytes, builder: RawMetadataBuilder) -> None:
    """Read zTXt: keyword, NUL, compression method (0 is zlib, the only one), data."""
    keyword, _, rest = body.partition(b"\0")
    name = _read_keyword(keyword, builder)
    if (text := builder.inflate(rest[1:], f"png:{name}")) is not None:
        _add_text(name, text, builder)


def _read_international_text(body: bytes, builder: RawMetadataBuilder) -> None:
    """Read iTXt: keyword, NUL, compressed?, method, language, NUL, translated keyword, NUL, UTF-8 text."""
    keyword, _, rest = body.partition(b"\0")
    parts = rest[2:].split(b"\0", 2)
    name = _read_keyword(keyword, builder)
    if len(parts) < 3:
        builder.add_problem(f"the text “png:{name}” is damaged")
        return
    text: bytes | None = parts[2]
    if rest[0] == 1:
        text = builder.inflate(parts[2], f"png:{name}")
    if text is not None:
        _add_text(name, text, builder)


def _add_text(name: str, text: bytes, builder: RawMetadataBuilder) -> None:
    if name == _XMP_KEYWORD:
        builder.add_xmp(text)
    elif not name.startswith(_RAW_PROFILE):
        builder.add_text(f"png:{name}", text)
    elif len(text) > builder.limits.text_bytes:
        builder.add_problem(f"the {name.lower()} is larger than {builder.limits.text_bytes >> 20} MB and was left out")
    else:
        _read_raw_profile(name.removeprefix(_RAW_PROFILE).strip(), text, builder)


def _read_keyword(keyword: bytes, builder: RawMetadataBuilder) -> str:
    """Return the name of a text, which may have any length in a file that ignores the specification (11.3.3.2)."""
    limit = builder.limits.text_name_length
    return shorten_name(decode_text(cut_utf8(keyword, 4 * limit)), limit)


def _read_raw_profile(kind: str, text: bytes, builder: RawMetadataBuilder) -> None:
    """Read a profile as ImageMagick carries EXIF, IPTC and XMP: a name line, a length line, then hexadecimal digits."""
    lines = text.strip().split(b"\n", 2)
    try:
        profile = binascii.unhexlify(b"".join(lines[2].split())) if len(lines) == 3 else b""
    except binascii.Error:
        builder.add_problem(f"the raw profile “{kind}” is damaged")
        return
    if kind in ("exif", "APP1", "app1") and profile.startswith(b"Exif\0\0"):
        builder.exif = builder.exif or profile[6:]
    elif kind in ("exif", "APP1", "app1", "xmp"):
        builder.add_xmp(profile.removeprefix(b"http://ns.adobe.com/xap/1.0/\0"))
    elif kind in ("iptc", "8bim"):
        builder.add_photoshop(profile)
