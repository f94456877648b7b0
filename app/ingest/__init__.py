"""Ingest: discover files, read them, stage what was found, commit it to the library."""
