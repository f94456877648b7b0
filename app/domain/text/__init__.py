"""Text for people: counts in words, excerpts, and untrusted text made harmless."""
