"""Captions beside pictures: `a.txt` or `a.caption` for `a.png`, as taggers (WD14) and trainers (kohya) write them.

Tags are separated by commas; booru programs (gallery-dl, Grabber, Hydrus) also write them with spaces, and underscores
within a tag, or one on each line. A caption in sentences becomes the note. Source: kohya-ss/sd-scripts
`finetune/tag_images_by_wd14_tagger.py`, which escapes brackets as prompts do.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from app.domain.review.imports import ImportedValues
from app.importing.entries import ImportEntry, ReadEntry, UnreadableEntry, make_values
from app.importing.sources.source_files import FoundFile, SourceFiles, is_empty, read_small
from app.readers.metadata.text import decode_text
from app.readers.reasons import UnreadableError
from app.readers.sidecars import is_media_name

EXTENSIONS = (".txt", ".caption")
WORDS_IN_A_TAG = 6
"""A piece with more words is a sentence."""
_SEPARATORS = re.compile(r"[,\n]")
_ESCAPED = re.compile(r"\\([()])")


def is_caption(name: str) -> bool:
    return name.lower().endswith(EXTENSIONS)


def read_captions(files: SourceFiles) -> Iterator[ReadEntry]:
    """Yield what each caption says. One that is empty says nothing."""
    for found in files.walk():
        if is_caption(found.name) and not is_empty(found.path):
            entry = _read(found)
            if isinstance(entry, UnreadableEntry) or not entry.theirs.is_empty:
                yield entry


def _read(found: FoundFile) -> ReadEntry:
    try:
        data = read_small(found.path)
    except UnreadableError as error:
        return UnreadableEntry(found.path, str(error))
    if b"\0" in data:
        return UnreadableEntry(found.path, "it is no text; captions are UTF-8")
    owner = os.path.splitext(found.path)[0]
    values = parse_caption(decode_text(data))
    return ImportEntry(found.path, (owner,), values, has_extension=is_media_name(owner))


def parse_caption(text: str) -> ImportedValues:
    """Return the tags of a caption as keywords, or its sentences as a note."""
    pieces = [piece for piece in (part.strip() for part in _SEPARATORS.split(text)) if piece]
    if len(pieces) == 1 and "_" in text:
        pieces = text.split()
    if any(len(piece.split()) > WORDS_IN_A_TAG for piece in pieces):
        return make_values(values={"note": text})
    return make_values(keywords=[_ESCAPED.sub(r"\1", piece) for piece in pieces] or None)
