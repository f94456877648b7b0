"""A library of real, decodable files to try the product on, and the manifest of what is in them."""

from __future__ import annotations

from app.demo.library import DemoFolderError, make_library
from app.demo.manifest import DemoFile, Manifest, load_manifest

__all__ = ["DemoFile", "DemoFolderError", "Manifest", "load_manifest", "make_library"]
