"""The other servers: Python libraries in a virtual environment of their own, and nchan in Debian's nginx."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import socket
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

from benchmarks.streaming.server import Publisher, Server
from benchmarks.support.cache import BenchmarkError, cache_folder
from benchmarks.support.checkout import THIS
from benchmarks.support.cores import CLIENT_CORE, SERVER_CORE, pin_to_core
from benchmarks.support.usage import child_pids, cpu_s

SHARED_PACKAGES = ("uvicorn", "uvloop", "httptools", "fastapi", "starlette")
"""Packages that the peers use in the same version as the product."""
PEER_PACKAGES = ("sse-starlette==3.7.0",)
NCHAN_MODULE = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
APT = ("apt-get", "install", "--yes", "--no-install-recommends", "nginx", "libnginx-mod-nchan")
START_S = 10
BACKLOG = 4096

CONFIGURATION = """
load_module {module};
user root;
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/log warn;
events {{ worker_connections {descriptors}; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  keepalive_requests 1000000000;
  nchan_shared_memory_size 512M;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /publish {{
      nchan_publisher; nchan_channel_id benchmark;
      nchan_message_buffer_length 100000; nchan_message_timeout 10m;
    }}
    location = /stream {{
      nchan_subscriber eventsource; nchan_channel_id benchmark; nchan_eventsource_ping_interval {ping_s};
    }}
  }}
}}
"""


def peers_python() -> Path:
    """Return the interpreter of the peers' virtual environment, created if missing. Raises `BenchmarkError`."""
    wanted = [*(f"{name}=={version(name)}" for name in SHARED_PACKAGES), *PEER_PACKAGES]
    digest = hashlib.sha256(" ".join([sys.version, *wanted]).encode()).hexdigest()[:16]
    folder = cache_folder() / f"peers-{digest}"
    python = folder / "bin" / "python"
    complete = folder / "complete"
    if not complete.exists():
        _install(folder, python, wanted)
        complete.touch()
    return python


def _install(folder: Path, python: Path, wanted: list[str]) -> None:
    uv = shutil.which("uv")
    make = [uv, "venv", "--clear", "--quiet", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
    fill = [uv, "pip", "install", "--quiet", "--python", str(python)] if uv else [str(python), "-m", "pip", "install"]
    for command in ([*make, str(folder)], [*fill, *wanted]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BenchmarkError(
                f"The peers could not be installed. Check that the package index is reachable.\n{done.stderr}"
            )


def install_nchan() -> None:
    """Install Debian's nginx with nchan if it is missing. Raises `BenchmarkError` when that fails or is not allowed."""
    if shutil.which("nginx") and NCHAN_MODULE.exists():
        return
    advice = "Install it: " + " ".join(APT)
    if os.geteuid() or not shutil.which("apt-get"):
        raise BenchmarkError(
            f"nchan is not installed. It can be installed automatically only as root on Debian or Ubuntu. {advice}"
        )
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("apt-get", "update"), APT):
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=quiet)
    if done.returncode:
        raise BenchmarkError(f"nchan could not be installed. {advice}\n{done.stderr}")


class Bare(Server):
    """The lower bound: every event is written to every connection, and nothing else is done."""

    name = "bare"

    def command(self) -> list[str]:
        return THIS.command("benchmarks.streaming.servers.serve_bare")


class PythonPeer(Server):
    """A Python library under the same version of uvicorn as the product."""

    module = ""

    def command(self) -> list[str]:
        return [str(peers_python()), "-m", f"benchmarks.streaming.servers.{self.module}"]


class SseStarlette(PythonPeer):
    name = "sse-starlette"
    module = "serve_sse_starlette"


class FastApiSse(PythonPeer):
    name = "fastapi"
    module = "serve_fastapi"


class Nchan(Server):
    """The nginx module written in C, with one worker. Its publisher is a separate process on the client's core."""

    name = "nchan"
    ping_s = 15
    nodelay = False

    def start(self) -> None:
        install_nchan()
        descriptors = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        listening = self._listen()
        port = listening.getsockname()[1]
        configuration = self.folder / "nginx.conf"
        configuration.write_text(
            CONFIGURATION.format(
                module=NCHAN_MODULE, folder=self.folder, port=port, ping_s=self.ping_s, descriptors=descriptors
            )
        )
        command = ["nginx", "-p", str(self.folder), "-c", str(configuration), "-e", str(self.folder / "log")]
        inherit = {**os.environ, "NGINX": f"{listening.fileno()};"}
        with listening:
            self._nginx = subprocess.Popen(
                pin_to_core(SERVER_CORE, command), stdin=subprocess.DEVNULL, env=inherit, pass_fds=[listening.fileno()]
            )
        self.pid = self._wait_for_worker()
        command = THIS.command("benchmarks.streaming.servers.post_events", port, "/publish", "/stream")
        self.publisher = Publisher(pin_to_core(CLIENT_CORE, command), self.environ(), self.folder / "publisher.log")

    def cpu_with_publisher_s(self) -> float:
        return self.cpu_s() + cpu_s(self.publisher.process.pid)

    def _listen(self) -> socket.socket:
        """Return a listening socket for nginx to inherit, as it does from its predecessor during an upgrade."""
        listening = socket.socket()
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, self.nodelay)
        listening.bind(("127.0.0.1", 0))
        listening.listen(BACKLOG)
        return listening

    def _wait_for_worker(self) -> int:
        """Wait until the master process has started its worker, and return the worker's pid."""
        deadline = time.monotonic() + START_S
        while not (workers := child_pids(self._nginx.pid)):
            if self._nginx.poll() is not None or time.monotonic() > deadline:
                raise BenchmarkError(f"nginx did not start:\n{(self.folder / 'log').read_text()}")
            time.sleep(0.02)
        return workers[0]

    def stop(self) -> None:
        self.publisher.kill()
        self._nginx.terminate()
        self._nginx.wait()


class NchanNodelay(Nchan):
    """nchan with Nagle's algorithm turned off.

    nginx leaves it on for nchan's streams: an event then waits for the ACK of the previous event, which the receiver
    may delay by 40 ms. Accepted sockets inherit the option from the listening socket.
    """

    name = "nchan-nodelay"
    nodelay = True
