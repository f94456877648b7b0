"""What is asked and saved before a session starts."""
