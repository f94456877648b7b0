"""How long a page of a large library takes, whatever is asked."""
