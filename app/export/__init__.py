"""What leaves the library again: tables, captions for training, copies, and sidecars for other programs."""
