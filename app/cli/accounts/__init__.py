"""`headrace user` and `headrace token`."""
