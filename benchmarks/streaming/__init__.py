"""Compares the live stream with other servers. benchmarks/README.md describes the method."""
