"""Measures time and memory of the search for similar pictures, compared with simple methods."""
