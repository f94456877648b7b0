"""How the command line reaches a server, and what lies between."""
