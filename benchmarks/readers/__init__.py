"""What reading a file costs: Headrace's readers beside exiftool and the readers written in Python."""
