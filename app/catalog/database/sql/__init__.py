"""Pieces of statements that several folders build alike."""
