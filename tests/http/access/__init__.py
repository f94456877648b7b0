"""Access on real servers."""
