"""How much of an untrusted file is read. One table, with the reason for each number."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for reading one file. Where one is exceeded, the step fails with a reason that names it."""

    image_bytes: int = 512 * MIB
    """Pictures are read whole into memory; videos are read in pieces and have no bound here."""
    pixels: int = 200_000_000
    """Checked against the header before anything is decoded; 200 megapixels are 600 MB of RGB."""
    item_bytes: int = 16 * MIB
    """One binary structure with metadata, after decompression: a box, an item, a manifest store."""
    text_bytes: int = 4 * MIB
    """One metadata text, after decompression, as UTF-8; its beginning is kept. The largest ComfyUI graphs seen have
    3 MB."""
    texts_bytes: int = 8 * MIB
    """All metadata texts of one file together, after decompression, as UTF-8. ComfyUI writes two graphs."""
    profile_bytes: int = 4 * MIB
    """A colour profile, after decompression. Profiles of printers have up to some 3 MB."""
    texts: int = 2_000
    """Metadata texts in one file."""
    text_name_length: int = 100
    """Characters of the name of a text. PNG allows 79."""
    problems: int = 20
    """Problems of one file that are collected; a report has the first few of them."""
    prompt_length: int = 100_000
    """Characters of a prompt, and of a negative prompt; the beginning is kept. Schedules of animations have 50,000."""
    loras: int = 100
    """LoRAs of one picture; real ones have up to ten."""
    prompts: int = 200
    """Texts of one picture; those composed of regions have up to twenty."""
    passes: int = 64
    """Passes of samplers over one picture; real ones have up to six."""
    models: int = 64
    """Checkpoints that were merged into one."""
    device_length: int = 100
    """Characters of a maker's or a model's name; a longer text names no camera."""
    packets: int = 8
    """XMP packets in one file; two are common: a main and an extended one."""
    chunks: int = 500_000
    """Chunks, segments or boxes walked in one file: 200 MP in IDAT chunks of 8 KB are 75,000."""
    sub_blocks: int = 4_000_000
    """Sub-blocks of at most 255 bytes walked in one GIF."""
    scans: int = 500
    """Scans of one JPEG. Progressive ones have about ten; decoding passes over the whole picture for each of them."""
    exif_entries: int = 4_000
    """Entries in all directories of one EXIF block."""
    xml_nodes: int = 200_000
    """Elements in one XMP packet."""
    xml_depth: int = 100
    """Nesting of one XMP packet; real ones stay under 15."""
    sidecar_bytes: int = 4 * MIB
    """Size of a sidecar file."""
    keywords: int = 1_000
    """Keywords of one file; the first are kept."""
    keyword_length: int = 200
    """Characters of one keyword; a longer one is a sentence, not a keyword."""
    hole_bytes: int = 4 * 1024 * MIB
    """Holes in one sparse file. One that has more, in more than half of its length, is refused: an unfinished copy."""
    keywords_length: int = 20_000
    """Characters of all keywords of one file together; the first are kept."""
    reason_length: int = 500
    """Characters of the reason of a failure. Names from the file, which it quotes, are shorter."""
    settle_seconds: float = 0.25
    """Pause before a file that changed while it was read is read again."""
    settle_tries: int = 4
    """How often a changing file is read before it is reported as still being written."""
    fresh_seconds: float = 2.0
    """A picture that cannot be decoded is checked for changes once more if it was modified less than this long ago."""


LIMITS = Limits()
