"""The clients that connect to a server under test."""
