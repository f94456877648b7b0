"""Adding files from the page."""
