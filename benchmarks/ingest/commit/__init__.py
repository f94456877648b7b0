"""Commit and undo sessions whose staged rows were generated."""
