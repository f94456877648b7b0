"""Pictures made of files on demand: renditions for the screen, copies without metadata."""
