"""The rate of a session over time, in a limited number of values however long it runs.

Time is counted in seconds of work, without pauses and without time in which no server ran.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

MOST_BUCKETS = 240
FIRST_BUCKET_S = 1.0


@dataclass(frozen=True, slots=True)
class Rate:
    """Number of files finished in each bucket of `bucket_s` seconds of work, oldest first."""

    bucket_s: float = FIRST_BUCKET_S
    files: tuple[int, ...] = ()

    def with_finished(self, elapsed: float, number: int = 1) -> Rate:
        """Add files finished after `elapsed` seconds of work. Buckets are merged when there would be too many."""
        fitting = self._widen_until(elapsed)
        place = int(elapsed / fitting.bucket_s)
        files = [*fitting.files, *[0] * (place + 1 - len(fitting.files))]
        files[place] += number
        return replace(fitting, files=tuple(files))

    def per_second(self, elapsed: float) -> list[float]:
        """Return files per second for each bucket; the last bucket counts only until `elapsed`."""
        ends = ((place + 1) * self.bucket_s for place in range(len(self.files)))
        spans = (self.bucket_s - max(0.0, end - max(elapsed, end - self.bucket_s)) for end in ends)
        return [files / max(span, self.bucket_s / 10) for files, span in zip(self.files, spans, strict=True)]

    def text(self, elapsed: float) -> str:
        """Describe the rate in words, as an alternative to a chart; empty if no file has finished."""
        rates = self.per_second(elapsed)
        if not rates:
            return ""
        top = max(rates)
        at = int(rates.index(top) * self.bucket_s)
        mean = sum(self.files) / max(elapsed, self.bucket_s / 10)
        peak = f"at most {top:.3g} a second, at {_format_clock(at)}"
        return f"{mean:.3g} files a second over {_format_clock(elapsed)} of work; {peak}"

    def _widen_until(self, elapsed: float) -> Rate:
        rate = self
        while elapsed >= rate.bucket_s * MOST_BUCKETS:
            rate = rate._merge_pairs()
        return rate

    def _merge_pairs(self) -> Rate:
        pairs = (self.files[place : place + 2] for place in range(0, len(self.files), 2))
        return Rate(self.bucket_s * 2, tuple(sum(pair) for pair in pairs))


def _format_clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
