"""How dates and coordinates are written, and what is said of a field that holds something else. Pure and bounded."""
