"""Parsers of metadata that many containers share: EXIF, XMP, IPTC, dates and text encodings. Pure and bounded."""
