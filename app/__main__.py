"""The `headrace` command, which is `python -m app`.

Every worker process begins by running the script that began the server, so nothing is imported here before it is
needed: with the command line in it, a worker on a busy machine was ready after ten seconds instead of half a one.
"""


def main() -> None:
    from app.cli import main as command  # noqa: PLC0415 - see above

    command()


if __name__ == "__main__":
    main()
