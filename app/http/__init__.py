"""What every request passes before a route: checks of its Host, its origin and its body, and the headers of answers.

Each is ASGI middleware and knows no route. `protocol.py` is what lies below ASGI: time limits on a connection.
"""
