"""The server processes. Each module runs in a process of its own and takes orders from the benchmark over a pipe."""
