"""The peers, installed where nothing of the product lives: a virtual environment of their own, and Debian's nginx."""

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

from benchmarks.streaming.server import Obedient, Server
from benchmarks.support.cache import BenchmarkError, cache_folder
from benchmarks.support.cores import CLIENT_CORE, SERVER_CORE, pinned
from benchmarks.support.usage import children, cpu_s

SAME_AS_OURS = ("uvicorn", "uvloop", "httptools", "fastapi", "starlette")
"""The peers run on the very versions that the product runs on."""
THEIRS = ("sse-starlette==3.7.0",)
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


def python_peers() -> Path:
    """The Python of the peers' virtual environment, made when it is not there. Raises `BenchmarkError`."""
    wanted = [*(f"{name}=={version(name)}" for name in SAME_AS_OURS), *THEIRS]
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
            raise BenchmarkError(f"The peers could not be installed; is the package index reachable?\n{done.stderr}")


def install_nchan() -> None:
    """Debian's nginx with nchan; installed when missing and allowed. Raises `BenchmarkError`."""
    if shutil.which("nginx") and NCHAN_MODULE.exists():
        return
    cure = "Install it: " + " ".join(APT)
    if os.geteuid() or not shutil.which("apt-get"):
        raise BenchmarkError(f"nchan is not installed, and only root on Debian or Ubuntu could do so here. {cure}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("apt-get", "update"), APT):
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=quiet)
    if done.returncode:
        raise BenchmarkError(f"nchan could not be installed. {cure}\n{done.stderr}")


class Bare(Server):
    """What the kernel alone takes to write every event to every connection."""

    name = "bare"

    def command(self) -> list[str]:
        return [sys.executable, "-m", "benchmarks.streaming.servers.serve_bare"]


class PythonPeer(Server):
    """One of the two Python libraries under the product's own uvicorn."""

    module = ""

    def command(self) -> list[str]:
        return [str(python_peers()), "-m", f"benchmarks.streaming.servers.{self.module}"]


class SseStarlette(PythonPeer):
    name = "sse-starlette"
    module = "serve_sse_starlette"


class FastApiSse(PythonPeer):
    name = "fastapi"
    module = "serve_fastapi"


class Nchan(Server):
    """nginx's module in C, one worker; its publisher is a process of its own on the client's core."""

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
                pinned(SERVER_CORE, command), stdin=subprocess.DEVNULL, env=inherit, pass_fds=[listening.fileno()]
            )
        self.pid = self._worker()
        publisher = [sys.executable, "-m", "benchmarks.streaming.servers.post_events", str(port), "/publish", "/stream"]
        self.publisher = Obedient(pinned(CLIENT_CORE, publisher), self.folder / "publisher.log")

    def with_publisher_cpu_s(self) -> float:
        return self.cpu_s() + cpu_s(self.publisher.process.pid)

    def _listen(self) -> socket.socket:
        """The listening socket, which nginx takes over as it would from the nginx before it."""
        listening = socket.socket()
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, self.nodelay)
        listening.bind(("127.0.0.1", 0))
        listening.listen(BACKLOG)
        return listening

    def _worker(self) -> int:
        """The process that serves; it is started after the master has bound the port."""
        deadline = time.monotonic() + START_S
        while not (workers := children(self._nginx.pid)):
            if self._nginx.poll() is not None or time.monotonic() > deadline:
                raise BenchmarkError(f"nginx did not start:\n{(self.folder / 'log').read_text()}")
            time.sleep(0.02)
        return workers[0]

    def end(self) -> None:
        self.publisher.end()
        self._nginx.terminate()
        self._nginx.wait()


class NchanNodelay(Nchan):
    """nchan without Nagle's algorithm.

    nginx leaves it on for nchan's streams: an event then waits for the ACK of the one before it, which the receiver may
    hold back for 40 ms. Accepted sockets take the option over from the listening one.
    """

    name = "nchan-nodelay"
    nodelay = True
