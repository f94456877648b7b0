"""What an ingest of a hundred thousand files costs, and whether that grows faster than the files do."""
