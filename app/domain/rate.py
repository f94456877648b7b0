"""How many files finished when: a session's rate over time, in few numbers however long it runs.

Time is seconds of work: pauses, and hours in which no server ran, are not in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

MOST_BUCKETS = 240
FIRST_BUCKET_S = 1.0


@dataclass(frozen=True, slots=True)
class Rate:
    """Files that finished in each bucket of `bucket_s` seconds of work, oldest first."""

    bucket_s: float = FIRST_BUCKET_S
    files: tuple[int, ...] = ()

    def with_finished(self, elapsed: float) -> Rate:
        """One more file finished after `elapsed` seconds of work. The buckets widen when they would be too many."""
        fitting = self._reaching(elapsed)
        place = int(elapsed / fitting.bucket_s)
        files = [*fitting.files, *[0] * (place + 1 - len(fitting.files))]
        files[place] += 1
        return replace(fitting, files=tuple(files))

    def per_second(self, elapsed: float) -> list[float]:
        """Files a second in each bucket; the last one may have lasted only until `elapsed`."""
        ends = ((place + 1) * self.bucket_s for place in range(len(self.files)))
        spans = (self.bucket_s - max(0.0, end - max(elapsed, end - self.bucket_s)) for end in ends)
        return [files / max(span, self.bucket_s / 10) for files, span in zip(self.files, spans, strict=True)]

    def text(self, elapsed: float) -> str:
        """What a picture of the rate would show, in words; empty when no file has finished."""
        rates = self.per_second(elapsed)
        if not rates:
            return ""
        top = max(rates)
        at = int(rates.index(top) * self.bucket_s)
        mean = sum(self.files) / max(elapsed, self.bucket_s / 10)
        return f"{mean:.3g} files a second over {_clock(elapsed)} of work; at most {top:.3g} a second, at {_clock(at)}"

    def _reaching(self, elapsed: float) -> Rate:
        rate = self
        while elapsed >= rate.bucket_s * MOST_BUCKETS:
            rate = rate._widened()
        return rate

    def _widened(self) -> Rate:
        pairs = (self.files[place : place + 2] for place in range(0, len(self.files), 2))
        return Rate(self.bucket_s * 2, tuple(sum(pair) for pair in pairs))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
