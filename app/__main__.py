"""The `headrace` command, which is `python -m app`.

Every worker process starts by running the script that started the server. So nothing is imported here before it is
needed: with the imports of the command line, a worker on a busy machine took ten seconds to start instead of 0.5.
"""


def main() -> None:
    from app.cli import main as command  # noqa: PLC0415 - see above

    command()


if __name__ == "__main__":
    main()
