"""The routes of exports from the library."""
