"""Live progress: numbered states of each session, and the Server-Sent Events that carry them to everybody who watches.

A **channel** has the state of one session; a **subscriber** is a position in it. `hub.py` is where to begin reading,
then `channel.py`; `endpoint.py` is the door.
"""

from app.live.channel import Channel
from app.live.endpoint import Gone, StreamEndpoint
from app.live.format.compact_decoder import CompactDecodeError, CompactDecoder
from app.live.format.status_document import status_document
from app.live.hub import Hub
from app.live.settings import LiveSettings

__all__ = [
    "Channel",
    "CompactDecodeError",
    "CompactDecoder",
    "Gone",
    "Hub",
    "LiveSettings",
    "StreamEndpoint",
    "status_document",
]
