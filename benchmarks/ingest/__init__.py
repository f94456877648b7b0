"""Measures the cost of ingesting up to a hundred thousand files, and how it grows with their number."""
