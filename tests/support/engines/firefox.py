"""A real Firefox for tests, driven over WebDriver BiDi without a separate driver (https://www.w3.org/TR/webdriver-bidi/)."""

from __future__ import annotations

import base64
import itertools
import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.support.engines.interface import HEIGHT, WIDTH, key_strokes, needed, unwrapped, wrapped
from tests.support.waiting import wait_until

START_S = 30
STOP_S = 10
ANSWER_S = 90
"""A command that awaits a promise may take as long as a session."""
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}
"""Turns off all requests to other servers than the one under test."""


class Firefox:
    """One window of Firefox."""

    def __init__(self, connection: ClientConnection) -> None:
        self._complaints: list[str] = []
        self._connection = connection
        self._numbers = itertools.count(1)
        self._command("session.new", capabilities={})
        self._command("session.subscribe", events=["log.entryAdded"])
        # In the first tab the address bar has the focus, and the page shows none.
        self._window: str = self._command("browsingContext.create", type="tab")["context"]
        viewport = {"width": WIDTH, "height": HEIGHT}
        self._command("browsingContext.setViewport", context=self._window, viewport=viewport)

    @property
    def complaints(self) -> list[str]:
        return self._complaints

    def goto(self, url: str) -> None:
        self._command("browsingContext.navigate", context=self._window, url=url, wait="complete")

    def evaluate(self, function: str, *args: Any) -> Any:
        return unwrapped(self._call(wrapped(function), {"type": "string", "value": json.dumps(args)})["value"])

    def click(self, selector: str) -> None:
        find = """(selector) => {
            const found = document.querySelector(selector);
            found.scrollIntoView({ block: "center", behavior: "instant" });
            return found;
        }"""
        element = self._call(find, {"type": "string", "value": selector})
        origin = {"type": "element", "element": {"sharedId": element["sharedId"]}}
        hand = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        mouse = {"type": "pointer", "id": "mouse", "actions": hand}
        self._command("input.performActions", context=self._window, actions=[mouse])

    def press(self, key: str) -> None:
        held, pressed = key_strokes(key)
        down = [{"type": "keyDown", "value": each} for each in (*held, pressed)]
        up = [{"type": "keyUp", "value": each} for each in (pressed, *reversed(held))]
        keyboard = {"type": "key", "id": "keyboard", "actions": [*down, *up]}
        self._command("input.performActions", context=self._window, actions=[keyboard])

    def screenshot(self, path: Path) -> None:
        answer = self._command("browsingContext.captureScreenshot", context=self._window)
        path.write_bytes(base64.b64decode(answer["data"]))

    def _call(self, function: str, *args: dict[str, Any]) -> dict[str, Any]:
        answer = self._command(
            "script.callFunction",
            functionDeclaration=function,
            arguments=list(args),
            awaitPromise=True,
            userActivation=True,
            target={"context": self._window},
        )
        assert answer["type"] == "success", answer
        result = answer["result"]
        assert isinstance(result, dict)
        return result

    def _command(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": params}))
        while (message := json.loads(self._connection.recv(timeout=ANSWER_S))).get("id") != number:
            self._note(message)
        assert message["type"] == "success", message
        return message["result"]

    def _note(self, message: dict[str, Any]) -> None:
        if message.get("method") == "log.entryAdded" and message["params"]["level"] == "error":
            self._complaints.append(message["params"]["text"])


@contextmanager
def firefox() -> Iterator[Firefox]:
    program = needed("firefox-esr")
    with TemporaryDirectory(prefix="headrace-firefox-", ignore_cleanup_errors=True) as profile:
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
        (Path(profile) / "user.js").write_text("\n".join(lines))
        command = [program, "--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", profile]
        log = Path(profile) / "browser.log"
        with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
            try:
                address = f"{_announced(log, process)}/session"
                with connect(address, max_size=None, compression=None, proxy=None) as connection:
                    yield Firefox(connection)
            finally:
                process.terminate()
                process.wait(timeout=STOP_S)


def _announced(log: Path, process: subprocess.Popen[bytes]) -> str:
    """Return the address that Firefox prints for its driver."""

    def find_address() -> re.Match[str] | None:
        text = log.read_text(errors="replace")
        assert process.poll() is None, f"Firefox ended: {text}"
        return re.search(r"WebDriver BiDi listening on (ws://\S+)", text)

    found = wait_until(find_address, "Firefox has printed its address", seconds=START_S)
    assert found is not None
    return found[1]
