"""Maker notes: what the makers of cameras write into EXIF in structures of their own."""
