"""Pictures for the screen: from an open file to an encoded rendition."""
