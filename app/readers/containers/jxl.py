"""JPEG XL: size, colours and frames from the codestream, EXIF and XMP from the container's boxes.

Sources: ISO/IEC 18181-2 (boxes `jxlc`, `jxlp`, `jbrd`, `Exif`, `xml `, `brob`).
"""

from __future__ import annotations

from collections.abc import Iterator

import imagecodecs

from app.readers.containers.isobmff import read_outline, walk_boxes
from app.readers.containers.jpeg import read_jpeg
from app.readers.containers.parts.jxl_codestream import HEADER_BYTES, CodestreamHeader, read_codestream_header
from app.readers.containers.parts.jxl_frames import read_animation
from app.readers.containers.raw_builder import RawMetadataBuilder
from app.readers.metadata.raw import ColourDescription

_SIGNATURE = b"\xff\x0a"
_METADATA_BOXES = (b"Exif", b"xml ", b"jumb", b"brob")
_CODESTREAM_BOXES = (b"jxlc", b"jxlp")
_JPEG_BOX = b"jbrd"
_STARTING_PARTS = 8
"""Parts among which the header must be; the first may be as short as the signature."""


def read_jxl(data: bytes, builder: RawMetadataBuilder) -> None:
    """Walk the boxes. The decoder rotates the picture by the codestream's own orientation (18181-1 D.3.2)."""
    builder.is_rotated_by_container = True
    if data[:2] == _SIGNATURE:
        _read_codestream([data], builder, b"")
        return
    builder.announce(
        read_outline(lambda count, at: data[at : at + count], len(data), builder.limits.chunks).announced_size
    )
    is_jpeg = False
    for kind, start, end in walk_boxes(data, 0, len(data)):
        is_jpeg = is_jpeg or kind == _JPEG_BOX
        if kind in _METADATA_BOXES and end - start > builder.limits.item_bytes:
            builder.add_problem(f"the box “{kind.decode().strip()}” is too large to be read and was left out")
        elif kind in _METADATA_BOXES:
            _read_metadata(kind, data[start:end], builder)
    _read_codestream(list(_list_parts(data)), builder, data if is_jpeg else b"")


def _list_parts(data: bytes) -> Iterator[bytes]:
    """Yield the parts of the codestream; one in `jxlp` begins behind its number."""
    for kind, start, end in walk_boxes(data, 0, len(data)):
        if kind in _CODESTREAM_BOXES:
            yield data[start + 4 * (kind == b"jxlp") : end]


def _read_metadata(kind: bytes, body: bytes, builder: RawMetadataBuilder) -> None:
    """Read one box. `brob` holds the type of another box and its body, packed with Brotli (18181-2, 9.8)."""
    if kind == b"brob" and body[:4] in (b"Exif", b"xml ", b"jumb"):
        kind = body[:4]
        body = builder.unpack_brotli(body[4:], f"jxl:{kind.decode().strip()}") or b""
    if kind == b"Exif" and body:
        builder.exif = builder.exif or body[4 + int.from_bytes(body[:4], "big") :]
    elif kind == b"jumb" and body:
        builder.c2pa = builder.c2pa or (len(body) + 8).to_bytes(4, "big") + kind + body
    elif kind == b"xml ":
        builder.add_xmp(body)


def _read_codestream(parts: list[bytes], builder: RawMetadataBuilder, recompressed: bytes) -> None:
    """Read the header. The decoder turns the picture by its orientation, so the size is told as it is shown.

    `recompressed` is the whole file where a JPEG can be made of it again.
    """
    start = b"".join(parts[:_STARTING_PARTS])[:HEADER_BYTES]
    if start[:2] != _SIGNATURE:
        return
    header = read_codestream_header(start)
    builder.width, builder.height = header.width, header.height
    if header.orientation >= 5:
        builder.width, builder.height = builder.height, builder.width
    builder.colours = ColourDescription(code_points=header.code_points, gamma=header.gamma)
    if header.ticks_per_second is not None:
        builder.animation = read_animation(b"".join(parts), header, builder.limits.chunks)
    if header.has_packed_profile and not header.is_xyb:
        _find_profile(recompressed, header, builder)


def _find_profile(recompressed: bytes, header: CodestreamHeader, builder: RawMetadataBuilder) -> None:
    """Read the profile in the JPEG that the file was made of. No decoder here returns one that is packed.

    Of samples coded as XYB none is needed: the decoder returns sRGB.
    """
    if recompressed and header.width * header.height <= builder.limits.pixels:
        try:
            jpeg = bytes(imagecodecs.jpegxl_decode_jpeg(recompressed, numthreads=1))
        except imagecodecs.JpegxlError as error:
            builder.add_problem(f"the JPEG with the colour profile cannot be made again: {error}")
            return
        inner = RawMetadataBuilder(builder.limits)
        read_jpeg(jpeg, inner)
        builder.add_profile(inner.colours.profile)
    if not builder.colours.profile:
        builder.add_problem("the colour profile is packed with the picture and was not read; it is shown as sRGB")
