"""From the colours of a file to sRGB, which every screen and browser shows."""
