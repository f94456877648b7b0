"""Reports in the form in which a database keeps them. Made where a file is read, so that the server need not."""
