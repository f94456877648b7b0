"""What is wrong with the way between a client and the server, and what to change in the proxy."""
