"""Frozen dataclasses and pure functions. Standard library only, no I/O."""
