"""One module per container: bytes in, `RawMetadata` out. Pixels are not decoded here."""
