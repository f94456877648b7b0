"""Headrace: media ingest that shows, truly live, what it is doing."""

__version__ = "0.2.0"
