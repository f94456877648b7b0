"""Finds files that are identical or look alike among millions of hashes, in bounded memory."""

from __future__ import annotations

from app.similar.groups import Groups, Keys, group_equal, group_similar
from app.similar.hamming import MAX_DISTANCE, HammingIndex, HashArray, Matches

__all__ = ["MAX_DISTANCE", "Groups", "HammingIndex", "HashArray", "Keys", "Matches", "group_equal", "group_similar"]
