"""Which browsers stream, and what they tell of it: the rollout, its metrics, and who is connected.

To read the code, begin with `rollout.py`, then `page_reports.py`.
"""

from app.rollout.page_metrics import Ending, LiveIsOff, PageMetrics, PageReport, Transport
from app.rollout.page_reports import PageReports, TooManyReportsError
from app.rollout.pollers import Poller, Pollers
from app.rollout.rollout import Rollout

__all__ = [
    "Ending",
    "LiveIsOff",
    "PageMetrics",
    "PageReport",
    "PageReports",
    "Poller",
    "Pollers",
    "Rollout",
    "TooManyReportsError",
    "Transport",
]
