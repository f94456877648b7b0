"""Files that are added from the page."""
