"""Measures how long a page of search results takes in a large library."""
