"""What is measured: each module here runs in a process of its own and obeys the harness over a pipe."""
