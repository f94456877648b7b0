"""Random requests for every route, by schemathesis, with real ids among the random ones.

`python -m tests.http.fuzz --cases 20000` runs for as long as that takes; a short form runs in `./test`.
"""
