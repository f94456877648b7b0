"""Scan, rescan, commit and undo libraries of real files through a running server."""
