"""Pictures that are made of a file: what they are, without how they are made."""
