"""How soon the workers rest after a pause or a cancellation."""
