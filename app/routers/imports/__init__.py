"""The routes of imports into the library."""
