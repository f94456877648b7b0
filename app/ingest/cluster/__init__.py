"""Reading on more than one machine: what the parts say to each other."""
