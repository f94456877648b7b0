"""A machine on which each file takes 50 ms more: `python -m benchmarks.scale.slow_machine LOG ARGUMENTS…`.

Everything else is `headrace worker`. Waiting uses no core, so a few of these stand for as many machines with cores of
their own. When a file was begun and read goes to LOG, a line each.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from app.__main__ import main
from app.domain.findings.encoded_report import EncodedReport
from app.ingest.workers.reading import Encoding
from app.ingest.workers.worker import Worker
from app.readers import ReadOptions

DECODE_S = 0.05


def slow_down(log: Path) -> None:
    """Let the reader processes of this machine take longer for every file."""
    read = Worker.read_encoded

    def read_slowly(self: Worker, path: str, options: ReadOptions, encoding: Encoding) -> EncodedReport:
        begun = time.time()
        report = read(self, path, options, encoding)
        time.sleep(DECODE_S)
        with log.open("a") as written:
            written.write(f"{begun!r} {time.time()!r} {path}\n")
        return report

    Worker.read_encoded = read_slowly  # type: ignore[method-assign]


if __name__ == "__main__":
    slow_down(Path(sys.argv.pop(1)))
    main()
