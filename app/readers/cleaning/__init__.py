"""Copies without metadata: what each container needs for its picture is kept byte by byte, everything else is left out.

Decision 1304 says what is kept and why. Each module lists what it keeps; nothing is kept because it is unknown.
"""
