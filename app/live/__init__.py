"""Live progress: the numbered states of each session, and the Server-Sent Events that carry them to its watchers.

A **channel** has the states of one session; a **subscriber** is a position in it. To read the code, begin with
`hub.py`, then `channel.py` and `subscriber_group.py`; HTTP requests come in at `endpoint.py`.
"""

from app.live.channel import Channel
from app.live.endpoint import Gone, LibraryStreamEndpoint, StreamEndpoint
from app.live.format.compact_decoder import CompactDecodeError, CompactDecoder
from app.live.format.failure_log import LOG_COUNT
from app.live.format.status_document import status_document, to_json
from app.live.hub import Hub
from app.live.library.channel import LibraryChannel
from app.live.registry import OpenStream
from app.live.settings import LiveSettings

__all__ = [
    "LOG_COUNT",
    "Channel",
    "CompactDecodeError",
    "CompactDecoder",
    "Gone",
    "Hub",
    "LibraryChannel",
    "LibraryStreamEndpoint",
    "LiveSettings",
    "OpenStream",
    "StreamEndpoint",
    "status_document",
    "to_json",
]
