"""The way between a client and the server, tried with test events."""
