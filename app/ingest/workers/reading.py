"""What a worker process does with a file of a session: it reads it, and encodes the report for the database."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.findings.encoded_report import EncodedReport, encode_report
from app.domain.report import FileReport
from app.readers import ReadingProgress, ReadOptions, read_file


@dataclass(frozen=True, slots=True)
class Encoding:
    """What the database needs beside a report."""

    size: int
    """Of the file in bytes, when it was discovered."""
    mtime_ns: int
    nsfw_threshold: float
    """0…1."""
    path: str = ""
    """Of the file for the server, where the machine that reads it has it below another path."""

    def encode(self, report: FileReport) -> EncodedReport:
        """Return the report as the database keeps it."""
        if self.path:
            report = replace(report, path=self.path)
        return encode_report(report, size=self.size, mtime_ns=self.mtime_ns, nsfw_threshold=self.nsfw_threshold)


def read_and_encode(path: str, options: ReadOptions, encoding: Encoding, progress: ReadingProgress) -> EncodedReport:
    """Read one file; `progress` is kept up to date meanwhile."""
    return encoding.encode(read_file(path, options, progress=progress))
