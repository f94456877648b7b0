"""Smaller pictures of itself that a file carries: thumbnails and previews, all of them JPEG."""
