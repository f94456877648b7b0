"""One module a container: bytes in, `Embedded` out. Pixels are not decoded here."""
