"""What all channels of a hub share."""

from __future__ import annotations

from dataclasses import dataclass

from app.live.dispatcher import Dispatcher, Timers
from app.live.metrics import LiveMetrics
from app.live.registry import SubscriberRegistry
from app.live.settings import LiveSettings


@dataclass(slots=True)
class StreamedRollout:
    """What streams tell pages about the rollout. The hub owns it."""

    percent: int | None = None
    """The share of browsers that stream; None: nothing is said about it."""


@dataclass(frozen=True, slots=True)
class HubContext:
    """Made by the hub when it starts, and passed to each of its channels."""

    settings: LiveSettings
    metrics: LiveMetrics
    timers: Timers
    dispatcher: Dispatcher
    subscribers: SubscriberRegistry
    rollout: StreamedRollout
