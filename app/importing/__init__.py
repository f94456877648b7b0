"""What people noted in other programs comes into the library: read, matched with library files, planned, imported."""
