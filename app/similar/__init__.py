"""Similar: which of many files are the same or look alike, found among millions of hashes in bounded memory."""

from __future__ import annotations

from app.similar.groups import Groups, Keys, equal_groups, near_groups
from app.similar.hamming import MAX_DISTANCE, HammingIndex, HashArray, Matches

__all__ = ["MAX_DISTANCE", "Groups", "HammingIndex", "HashArray", "Keys", "Matches", "equal_groups", "near_groups"]
