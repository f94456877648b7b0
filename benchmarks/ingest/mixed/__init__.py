"""Ingest mixed files of real sizes, beside the limits of the same machine."""
