"""`python -m tests.http.fuzz --cases 20000`: runs with new seeds until that many requests were sent."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.http.fuzz.run import fuzz

ALL = "examples,coverage,fuzzing,stateful"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.http.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000, help="requests to send")
    parser.add_argument("--examples", type=int, default=60, help="requests to each route in each phase of a run")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first run; the next ones count on")
    options = parser.parse_args()
    sent, seed, failed = 0, options.seed, 0
    while sent < options.cases:
        with TemporaryDirectory() as folder:
            result = fuzz(Path(folder), max_examples=options.examples, phases=ALL, seed=seed)
        sent += result.cases
        failed += result.failed
        print(f"seed {seed}: {result.cases} requests{', FAILED' if result.failed else ''}; {sent} in all", flush=True)
        if result.failed or not result.cases:
            print(result.output)
        if not result.cases:
            return 1
        seed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
