"""Configurations of proxies: one that is good, as docs/proxies.md gives it, and those that spoil a live stream.

Each is a whole file for a program in the foreground that listens on `{port}`, passes on to `{target}` and writes only
below `{folder}`. `{listen}` is what TLS and HTTP/2 need.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.connection.diagnosis import ProblemKind
from app.domain.connection.remedies import ProxyKind

GOOD = "good"
CUT_S = 2
"""Seconds of silence after which the configurations of `CUT` end an answer."""


class Transport(StrEnum):
    """How clients reach a proxy."""

    PLAIN = "HTTP/1.1"
    TLS_1 = "HTTP/1.1 with TLS"
    TLS_2 = "HTTP/2 with TLS"


@dataclass(frozen=True, slots=True)
class Configuration:
    """Of one proxy. `lines` are those in which configurations differ, `shows` what the doctor has to find."""

    proxy: ProxyKind
    name: str
    lines: str
    shows: ProblemKind | None = None
    only_plain: bool = False
    """Whether it shows only without TLS."""

    def shown_by(self, transport: Transport) -> list[ProblemKind]:
        """Return what the doctor has to find, reached this way."""
        if self.shows is None or (self.only_plain and transport is not Transport.PLAIN):
            return []
        return [self.shows]


_NGINX_LINES = """proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme;"""
_NGINX_HOST = f"{_NGINX_LINES}\n      proxy_set_header Host $http_host;"
_HAPROXY_LINES = "option http-no-delay\n  timeout client 1h\n  timeout server 1h"

CONFIGURATIONS = (
    Configuration(ProxyKind.NGINX, GOOD, f"{_NGINX_HOST} proxy_read_timeout 1h;"),
    Configuration(
        ProxyKind.NGINX,
        "gzip, X-Accel-Buffering ignored",
        f"{_NGINX_HOST} gzip on; gzip_types text/event-stream; proxy_ignore_headers X-Accel-Buffering;",
        ProblemKind.BUFFERED,
    ),
    Configuration(
        ProxyKind.NGINX, "short read timeout", f"{_NGINX_HOST} proxy_read_timeout {CUT_S}s;", ProblemKind.CUT
    ),
    Configuration(ProxyKind.NGINX, "Host not passed on", _NGINX_LINES, ProblemKind.WRONG_HOST),
    Configuration(ProxyKind.HAPROXY, GOOD, _HAPROXY_LINES),
    Configuration(
        ProxyKind.HAPROXY,
        "as installed",
        "timeout client 50s\n  timeout server 50s",
        ProblemKind.DELAYED,
        only_plain=True,
    ),
    Configuration(
        ProxyKind.HAPROXY,
        "short timeout",
        f"option http-no-delay\n  timeout client 1h\n  timeout server {CUT_S}s",
        ProblemKind.CUT,
    ),
    Configuration(
        ProxyKind.HAPROXY,
        "Host replaced",
        f"{_HAPROXY_LINES}\nbackend replaced\n  http-request set-header Host {{target}}",
        ProblemKind.WRONG_HOST,
    ),
    Configuration(ProxyKind.CADDY, GOOD, "reverse_proxy {target}"),
    Configuration(ProxyKind.CADDY, "encode gzip", "encode gzip\n  reverse_proxy {target}"),
    Configuration(
        ProxyKind.CADDY,
        "buffer_responses",
        "reverse_proxy {target} {{\n    buffer_responses\n  }}",
        ProblemKind.BUFFERED,
    ),
    Configuration(
        ProxyKind.CADDY,
        "short read timeout",
        f"reverse_proxy {{target}} {{{{\n    transport http {{{{\n      read_timeout {CUT_S}s\n    }}}}\n  }}}}",
        ProblemKind.CUT,
    ),
    Configuration(
        ProxyKind.CADDY,
        "Host replaced",
        "reverse_proxy {target} {{\n    header_up Host {{upstream_hostport}}\n  }}",
        ProblemKind.WRONG_HOST,
    ),
    Configuration(ProxyKind.APACHE, GOOD, "ProxyPreserveHost On"),
    Configuration(ProxyKind.APACHE, "short timeout", f"ProxyPreserveHost On\nProxyTimeout {CUT_S}", ProblemKind.CUT),
    Configuration(ProxyKind.APACHE, "Host not passed on", "ProxyPreserveHost Off", ProblemKind.WRONG_HOST),
)

FILES: Mapping[ProxyKind, str] = {
    ProxyKind.NGINX: """
user root; daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/log warn;
worker_rlimit_nofile 20000; events {{ worker_connections 8000; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  keepalive_requests 1000000;
  server {{
    listen 127.0.0.1:{port} backlog=4096 {listen};
    http2_max_concurrent_streams 2000;
    ssl_certificate {folder}/certificate.pem; ssl_certificate_key {folder}/key.pem;
    location / {{
      proxy_pass http://{target};
      {lines}
    }}
  }}
}}
""",
    ProxyKind.HAPROXY: """
global
  maxconn 8000
defaults
  mode http
  timeout connect 5s
  {lines}
frontend web
  bind 127.0.0.1:{port} {listen}
  option forwardfor
  http-request set-header X-Forwarded-Proto https if {{ ssl_fc }}
  {first_rule}
  default_backend headrace
backend headrace
  server headrace {target}
""",
    ProxyKind.CADDY: """
{{
  admin off
  auto_https disable_redirects
  servers {{
    protocols {protocols}
  }}
}}
{scheme}://localhost:{port} {{
  bind 127.0.0.1
  {listen}
  {lines}
}}
""",
    ProxyKind.APACHE: """
ServerRoot {folder}
PidFile {folder}/pid
ErrorLog {folder}/log
Listen 127.0.0.1:{port}
ServerName localhost
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
LoadModule headers_module /usr/lib/apache2/modules/mod_headers.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
LoadModule http2_module /usr/lib/apache2/modules/mod_http2.so
{listen}
RequestHeader set "X-Forwarded-Proto" expr=%{{REQUEST_SCHEME}}
{lines}
ProxyPass "/" "http://{target}/"
""",
}
