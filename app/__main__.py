"""The `headrace` command, which is `python -m app`.

Every worker process starts by running the script that started the server. So nothing is imported here before it is
needed: with the imports of the command line, a worker on a busy machine took ten seconds to start instead of 0.5.
"""

import gc


def main() -> None:
    # What is imported stays: to look through it for garbage again and again is a fifth of the time of all imports.
    gc.disable()
    from app.cli import main as command  # noqa: PLC0415 - see above

    gc.freeze()
    gc.enable()
    command()


if __name__ == "__main__":
    main()
