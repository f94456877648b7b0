"""What a page fetches, as a browser counts it: requests, and bytes on the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Page

ROUND_TRIP_MS, BYTES_A_SECOND = 100, 1.6e6 / 8
"""A slow mobile network: 1.6 Mbit/s."""


@dataclass
class Network:
    """The requests of one tab. A file from the browser's cache has no bytes; headers are counted."""

    devtools: CDPSession
    addresses: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    @property
    def fetched(self) -> dict[str, int]:
        """Address → bytes, for everything that came over the wire."""
        found = dict[str, int]()
        for request, size in self.sizes.items():
            address = self.addresses[request]
            found[address] = found.get(address, 0) + size
        return {address: size for address, size in found.items() if size}

    @property
    def requests(self) -> int:
        return sum(size > 0 for size in self.sizes.values())

    @property
    def bytes(self) -> int:
        return sum(self.sizes.values())

    def forget(self) -> None:
        self.addresses.clear()
        self.sizes.clear()

    def slow_down(self) -> None:
        self.devtools.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": ROUND_TRIP_MS,
                "downloadThroughput": BYTES_A_SECOND,
                "uploadThroughput": BYTES_A_SECOND,
            },
        )


def watch_network(page: Page) -> Network:
    """Count from now on."""
    network = Network(page.context.new_cdp_session(page))

    def begin(event: dict[str, Any]) -> None:
        network.addresses.setdefault(event["requestId"], event["request"]["url"])

    def end(event: dict[str, Any]) -> None:
        if event["requestId"] in network.addresses:
            network.sizes[event["requestId"]] = int(event["encodedDataLength"])

    network.devtools.on("Network.requestWillBeSent", begin)
    network.devtools.on("Network.loadingFinished", end)
    network.devtools.send("Network.enable")
    return network
