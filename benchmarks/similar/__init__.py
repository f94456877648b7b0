"""How fast and how large the search for look-alikes is, beside the plain ways to do it."""
