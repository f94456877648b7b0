"""`python -m app` is the `headrace` command."""

from app.cli import main

main()
