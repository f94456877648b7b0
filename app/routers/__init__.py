"""The doors: HTTP in, one call, HTTP out."""
