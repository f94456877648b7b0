"""One reader for each program or format that values are imported from."""
