"""What a deployment is watched with: a real Prometheus, and a collector of traces."""

from __future__ import annotations

import json
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import yaml
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.support.engines import needed
from tests.support.paths import REPOSITORY
from tests.support.server import NO_TLS
from tests.support.waiting import wait_until

FILES = REPOSITORY / "deploy" / "monitoring"
METRIC = re.compile(r"\b(?:headrace|process)_\w+|\bup\b")
INTERVAL = "300ms"
"""Between two looks at the server. Two of them are enough for a rate."""


class Collector:
    """Takes traces by OTLP over HTTP, as any OpenTelemetry collector does."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.resources: list[dict[str, str]] = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/traces"
                body = self.rfile.read(int(self.headers["Content-Length"]))
                collector._take(ExportTraceServiceRequest.FromString(body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> Collector:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _take(self, request: ExportTraceServiceRequest) -> None:
        for sent in request.resource_spans:
            self.resources.append({each.key: each.value.string_value for each in sent.resource.attributes})
            for scope in sent.scope_spans:
                self.spans.extend(scope.spans)


@dataclass(frozen=True)
class Prometheus:
    """A Prometheus that looks at one server, with the alerts of the repository."""

    client: httpx.Client

    def get(self, path: str, **parameters: str) -> Any:
        answer = self.client.get(f"/api/v1/{path}", params=parameters).json()
        assert answer["status"] == "success", f"{parameters}: {answer.get('error')}"
        return answer["data"]

    def query(self, expression: str) -> list[dict[str, Any]]:
        """Return the series that an expression has now."""
        result = self.get("query", query=expression)["result"]
        assert isinstance(result, list)
        return result


@contextmanager
def running_prometheus(target: str, folder: Path) -> Iterator[Prometheus]:
    """Start Prometheus on a free port. It takes its own configuration from that of the repository."""
    config = yaml.safe_load((FILES / "prometheus.yml").read_text())
    config["global"] = {"evaluation_interval": INTERVAL}
    config["scrape_configs"][0] |= {"scrape_interval": INTERVAL, "scrape_timeout": INTERVAL}
    config["scrape_configs"][0]["static_configs"] = [{"targets": [target]}]
    config["rule_files"] = [str(FILES / name) for name in config["rule_files"]]
    (folder / "prometheus.yml").write_text(json.dumps(config))
    log = folder / "prometheus.log"
    command = [
        needed("prometheus"),
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        "--web.listen-address=127.0.0.1:0",
    ]
    with log.open("wb") as output, subprocess.Popen(command, stderr=output) as process:
        try:
            said = wait_until(
                log.read_text, "Prometheus listens", holds=lambda text: "Listening on" in text or process.poll()
            )
            address = re.search(r'msg="Listening on" address=(\S+)', said)
            assert address is not None, said
            with httpx.Client(base_url=f"http://{address[1]}", timeout=30, verify=NO_TLS) as client:
                wait_until(lambda: client.get("/-/ready").status_code, "Prometheus is ready", holds=lambda s: s == 200)
                yield Prometheus(client)
        finally:
            process.terminate()


def promtool(*arguments: str) -> str:
    """Run promtool on the files of the repository, and return what it said. Fails if it was not content."""
    run = subprocess.run([needed("promtool"), *arguments], cwd=FILES, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def alerts() -> dict[str, str]:
    """Return the expression of each alert."""
    groups = yaml.safe_load((FILES / "alerts.yml").read_text())["groups"]
    return {rule["alert"]: rule["expr"] for group in groups for rule in group["rules"]}


def variables() -> dict[str, tuple[str, str]]:
    """Return the metric and the label from which Grafana takes the choices of each variable of the dashboard."""
    dashboard = json.loads((FILES / "dashboard.json").read_text())
    asked = {each["name"]: each["query"] for each in dashboard["templating"]["list"] if each["type"] == "query"}
    found = {}
    for name, query in asked.items():
        parts = re.fullmatch(r"label_values\((\w+), (\w+)\)", query["query"])
        assert parts is not None, f"{name}: {query['query']}"
        found[name] = (parts[1], parts[2])
    return found


def panels(**chosen: str) -> dict[str, list[str]]:
    """Return the expressions of each panel of the dashboard, with its variables filled in; unset, they mean all."""
    dashboard = json.loads((FILES / "dashboard.json").read_text())
    values = {each["name"]: each.get("allValue") for each in dashboard["templating"]["list"]} | chosen
    values["__rate_interval"] = "1m"

    def fill(text: str) -> str:
        return re.sub(r"\$(?:\{(\w+)\}|(\w+))", lambda name: values[name[1] or name[2]] or "", text)

    return {
        f"{panel['id']} {panel['title']}": [fill(target["expr"]) for target in panel["targets"]]
        for panel in dashboard["panels"]
        if panel["type"] != "row"
    }
