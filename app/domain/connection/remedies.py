"""The lines that repair a connection, for each proxy and problem. docs/proxies.md has whole configurations."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.domain.connection.diagnosis import ProblemKind


class ProxyKind(StrEnum):
    """The proxies whose lines are known."""

    NGINX = "nginx"
    CADDY = "Caddy"
    HAPROXY = "HAProxy"
    APACHE = "Apache"
    TRAEFIK = "Traefik"
    CLOUDFLARE = "Cloudflare"


DOCUMENTATION: Mapping[ProxyKind, tuple[str, ...]] = {
    ProxyKind.TRAEFIK: (
        "https://doc.traefik.io/traefik/reference/routing-configuration/http/load-balancing/service/",
        "https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/buffering/",
        "https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/compress/",
        "https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/",
    ),
    ProxyKind.CLOUDFLARE: (
        "https://developers.cloudflare.com/changelog/2026-01-27-body-buffering-settings",
        "https://developers.cloudflare.com/fundamentals/reference/connection-limits",
        "https://developers.cloudflare.com/speed/optimization/protocol/",
        "https://developers.cloudflare.com/rules/origin-rules/features/",
        "https://developers.cloudflare.com/fundamentals/reference/http-headers/",
    ),
}
"""Where the lines of a proxy come from that was not tried. `benchmarks.streaming proxies` runs the others."""

REMEDIES: Mapping[ProxyKind, Mapping[ProblemKind, str]] = {
    ProxyKind.NGINX: {
        ProblemKind.BUFFERED: "# in the location; "
        "and no proxy_ignore_headers or proxy_hide_header for X-Accel-Buffering\n"
        "proxy_http_version 1.1;\nproxy_buffering off;\ngzip off;",
        ProblemKind.DELAYED: "# in the location\nproxy_http_version 1.1;\nproxy_buffering off;\ntcp_nodelay on;",
        ProblemKind.CUT: "# in the location\nproxy_read_timeout 1h;",
        ProblemKind.SIX_CONNECTIONS: "# in the server, with a certificate\nlisten 443 ssl http2;",
        ProblemKind.WRONG_HOST: "# in the location\nproxy_set_header Host $http_host;",
        ProblemKind.UNTRUSTED_PROXY: "# in the location; HEADRACE_TRUSTED_PROXIES names nginx's address\n"
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\nproxy_set_header X-Forwarded-Proto $scheme;",
    },
    ProxyKind.CADDY: {
        ProblemKind.BUFFERED: "# in the reverse_proxy\nflush_interval -1",
        ProblemKind.DELAYED: "# in the reverse_proxy\nflush_interval -1",
        ProblemKind.CUT: "# in the reverse_proxy\ntransport http {\n    read_timeout 1h\n}",
        ProblemKind.SIX_CONNECTIONS: "# a site with TLS, without http:// before its name: Caddy then offers HTTP/2\n"
        "headrace.example {\n    reverse_proxy 127.0.0.1:8420\n}",
        ProblemKind.WRONG_HOST: "# in the reverse_proxy, instead of another header_up Host\n"
        "header_up Host {http.request.hostport}",
        ProblemKind.UNTRUSTED_PROXY: "# Caddy sends X-Forwarded-Proto by itself; "
        "HEADRACE_TRUSTED_PROXIES names its address",
    },
    ProxyKind.HAPROXY: {
        ProblemKind.BUFFERED: "# in the backend; "
        "no filter may collect the answer, and no compression of text/event-stream\n"
        "option http-no-delay",
        ProblemKind.DELAYED: "# in defaults, or in frontend and backend\noption http-no-delay",
        ProblemKind.CUT: "# in defaults\ntimeout client 1h\ntimeout server 1h",
        ProblemKind.SIX_CONNECTIONS: "# in the frontend, with a certificate\n"
        "bind :443 ssl crt /etc/haproxy/headrace.pem alpn h2,http/1.1",
        ProblemKind.WRONG_HOST: "# take out lines such as “http-request set-header Host …”: "
        "HAProxy passes it on by itself",
        ProblemKind.UNTRUSTED_PROXY: "# in the frontend; HEADRACE_TRUSTED_PROXIES names HAProxy's address\n"
        "option forwardfor\nhttp-request set-header X-Forwarded-Proto https if { ssl_fc }",
    },
    ProxyKind.APACHE: {
        ProblemKind.BUFFERED: 'ProxyPass "/" "http://127.0.0.1:8420/" flushpackets=on\n'
        'SetEnvIf Request_URI "^/api/ingest/stream/" no-gzip=1',
        ProblemKind.DELAYED: 'ProxyPass "/" "http://127.0.0.1:8420/" flushpackets=on',
        ProblemKind.CUT: "ProxyTimeout 3600",
        ProblemKind.SIX_CONNECTIONS: "# a2enmod http2; in the virtual host with TLS\nProtocols h2 http/1.1",
        ProblemKind.WRONG_HOST: "ProxyPreserveHost On",
        ProblemKind.UNTRUSTED_PROXY: "# a2enmod headers; HEADRACE_TRUSTED_PROXIES names Apache's address\n"
        'RequestHeader set "X-Forwarded-Proto" expr=%{REQUEST_SCHEME}',
    },
    ProxyKind.TRAEFIK: {
        # Traefik passes on at once what it recognizes as a stream; its flushInterval counts for other answers only.
        ProblemKind.BUFFERED: "# of the router: no middleware “buffering”; and of a middleware “compress”\n"
        "compress:\n  excludedContentTypes: [text/event-stream]",
        ProblemKind.DELAYED: "# of a middleware “compress” of the router; Traefik itself delays no stream\n"
        "compress:\n  excludedContentTypes: [text/event-stream]",
        ProblemKind.CUT: "# of the entry point; 0, the default, is no limit for an answer\n"
        "transport:\n  respondingTimeouts:\n    writeTimeout: 0",
        ProblemKind.SIX_CONNECTIONS: "# of the router: with TLS, Traefik offers HTTP/2\n"
        "entryPoints: [websecure]\ntls: {}",
        ProblemKind.WRONG_HOST: "# of the service's loadBalancer; true is the default\npassHostHeader: true",
        ProblemKind.UNTRUSTED_PROXY: "# Traefik sends X-Forwarded-Proto by itself; "
        "HEADRACE_TRUSTED_PROXIES names its address.\n"
        "# Of the entry point, if another proxy with TLS is in front of Traefik:\n"
        "forwardedHeaders:\n  trustedIPs: [ADDRESS-OF-THAT-PROXY]",
    },
    ProxyKind.CLOUDFLARE: {
        ProblemKind.BUFFERED: "# a Configuration Rule for paths that begin with /api/ingest/stream/\n"
        "Response body buffering: None",
        ProblemKind.DELAYED: "# a Configuration Rule for paths that begin with /api/ingest/stream/\n"
        "Response body buffering: None",
        ProblemKind.CUT: "# Cloudflare ends an answer that is silent for 120 s. The server's keepalive prevents it:\n"
        "HEADRACE_STREAM_KEEPALIVE_S=1",
        ProblemKind.SIX_CONNECTIONS: "# Speed → Settings → Protocol optimization: HTTP/2 on",
        ProblemKind.WRONG_HOST: "# no Origin Rule that rewrites the Host header; "
        "in cloudflared's ingress no httpHostHeader",
        ProblemKind.UNTRUSTED_PROXY: "# Cloudflare sends X-Forwarded-Proto by itself; "
        "HEADRACE_TRUSTED_PROXIES names what connects\n"
        "# to the server: Cloudflare's networks, or the address of cloudflared",
    },
}


def recognize_proxy(headers: Mapping[str, str]) -> ProxyKind | None:
    """Return the proxy that an answer's headers name (in lower case); HAProxy and Traefik add nothing of their own."""
    if "cf-ray" in headers:
        return ProxyKind.CLOUDFLARE
    said = f"{headers.get('server', '')} {headers.get('via', '')}".lower()
    named = (ProxyKind.CADDY, ProxyKind.NGINX, ProxyKind.APACHE, ProxyKind.CLOUDFLARE)
    return next((proxy for proxy in named if proxy.lower() in said), None)
