"""Measures the cost of reading a file with Headrace, exiftool and readers written in Python."""
