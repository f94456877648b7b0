"""What is kept for the next session: presets, and what earlier sessions measured."""
