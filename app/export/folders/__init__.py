"""Exports into a folder: copies, captions for training, sidecars; each with a manifest."""
