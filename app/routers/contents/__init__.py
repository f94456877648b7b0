"""Routes of what is in a file: its picture, its bytes, its texts; of files of sessions and of the library."""
