"""A real WebKit for tests: WebKitGTK's MiniBrowser under Xvfb. It is Safari's engine; it is not Safari."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import ImageGrab
from selenium.webdriver import ActionChains, Remote
from selenium.webdriver.common.by import By
from selenium.webdriver.common.options import ArgOptions
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection

from tests.support.engines.interface import HEIGHT, WIDTH, key_strokes, needed, unwrapped, wrapped
from tests.support.waiting import wait_until

START_S = 30
STOP_S = 10
SCRIPT_S = 90
"""A script that awaits a promise may take as long as a session."""
BROWSERS = Path("/usr/lib")
ENVIRONMENT = {
    "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
    "LIBGL_ALWAYS_SOFTWARE": "1",
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
    "NO_AT_BRIDGE": "1",
}
"""Needs no graphics card, and no sandbox, which containers do not allow: only the server under test is visited."""


class WebKit:
    """One window of WebKit."""

    def __init__(self, driver: Remote, display: str, said: Path) -> None:
        self._driver = driver
        self._display = display
        self._said = said
        driver.set_script_timeout(SCRIPT_S)
        driver.set_window_size(WIDTH, HEIGHT)

    @property
    def complaints(self) -> list[str]:
        return re.findall(r"^.*CONSOLE \S+ ERROR .*$", self._said.read_text(errors="replace"), re.MULTILINE)

    def goto(self, url: str) -> None:
        self._driver.get(url)

    def evaluate(self, function: str, *args: Any) -> Any:
        script = f"""const [args, done] = arguments;
            ({wrapped(function)})(args).then((text) => done([text]), (error) => done([null, String(error)]));"""
        answer = self._driver.execute_async_script(script, json.dumps(args))
        assert answer[0] is not None, answer[1]
        return unwrapped(answer[0])

    def click(self, selector: str) -> None:
        self._driver.find_element(By.CSS_SELECTOR, selector).click()

    def press(self, key: str) -> None:
        held, pressed = key_strokes(key)
        hand = ActionChains(self._driver)
        for each in held:
            hand.key_down(each)
        hand.send_keys(pressed)
        for each in reversed(held):
            hand.key_up(each)
        hand.perform()

    def screenshot(self, path: Path) -> None:
        """Capture the display. The driver waits for a new frame instead, and a page without changes draws none."""
        ImageGrab.grab(xdisplay=self._display).save(path)


@contextmanager
def webkit() -> Iterator[WebKit]:
    driver_program, display_program = needed("WebKitWebDriver"), needed("Xvfb")
    browser_program = needed("MiniBrowser", str(next(BROWSERS.glob("*/webkit2gtk-4.*/MiniBrowser"), "")))
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="headrace-webkit-", ignore_cleanup_errors=True)))
        said = home / "browser.log"
        display = stack.enter_context(_display(display_program, home))
        # A home of its own keeps the browser away from the files and settings of the user who runs the tests.
        environment = {**os.environ, **ENVIRONMENT, "DISPLAY": display, "HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
        port = _free_port()
        command = [driver_program, "--host=127.0.0.1", f"--port={port}"]
        out = stack.enter_context(said.open("ab"))
        stack.enter_context(_running(subprocess.Popen(command, stdout=out, stderr=out, env=environment)))
        _wait_until_open(port, said)
        options = ArgOptions()
        options.set_capability("browserName", "MiniBrowser")
        arguments = ["--automation", "--enable-write-console-messages-to-stdout=true"]
        options.set_capability("webkitgtk:browserOptions", {"binary": browser_program, "args": arguments})
        client = ClientConfig(remote_server_addr=f"http://127.0.0.1:{port}", timeout=2 * SCRIPT_S)
        driver = Remote(command_executor=RemoteConnection(client_config=client), options=options)
        stack.callback(driver.quit)
        yield WebKit(driver, display, said)


@contextmanager
def _display(program: str, home: Path) -> Iterator[str]:
    """Start Xvfb on a free display and yield the name of the display."""
    command = [program, "-displayfd", "1", "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"]
    with (home / "display.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log)
    with _running(process):
        assert process.stdout is not None
        number = process.stdout.readline().decode().strip()
        assert number, f"Xvfb did not start: {(home / 'display.log').read_text()}"
        yield f":{number}"


@contextmanager
def _running(process: subprocess.Popen[bytes]) -> Iterator[None]:
    with process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=STOP_S)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert isinstance(port, int)
        return port


def _wait_until_open(port: int, said: Path) -> None:
    def is_open() -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            return False
        return True

    wait_until(is_open, f"WebKitWebDriver listens (its log is {said})", seconds=START_S)
