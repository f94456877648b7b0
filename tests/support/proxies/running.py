"""Starts a proxy with a configuration, in a folder of its own, and stops it."""

from __future__ import annotations

import datetime
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.domain.connection.remedies import ProxyKind
from tests.support.proxies.configurations import FILES, Configuration, Transport
from tests.support.waiting import wait_until

PROGRAMS = {
    ProxyKind.NGINX: "nginx",
    ProxyKind.HAPROXY: "haproxy",
    ProxyKind.CADDY: "caddy",
    ProxyKind.APACHE: "apache2",
}
START_S = 20


LISTEN = {
    ProxyKind.NGINX: {Transport.TLS_1: "ssl", Transport.TLS_2: "ssl http2"},
    ProxyKind.HAPROXY: {
        Transport.TLS_1: "ssl crt {folder}/both.pem alpn http/1.1",
        Transport.TLS_2: "ssl crt {folder}/both.pem alpn h2,http/1.1",
    },
    ProxyKind.CADDY: dict.fromkeys(Transport, "tls {folder}/certificate.pem {folder}/key.pem") | {Transport.PLAIN: ""},
    ProxyKind.APACHE: {
        Transport.TLS_1: "SSLEngine on\nSSLCertificateFile {folder}/certificate.pem\n"
        "SSLCertificateKeyFile {folder}/key.pem\nProtocols http/1.1",
        Transport.TLS_2: "SSLEngine on\nSSLCertificateFile {folder}/certificate.pem\n"
        "SSLCertificateKeyFile {folder}/key.pem\nProtocols h2 http/1.1",
    },
}


@dataclass(frozen=True, slots=True)
class RunningProxy:
    url: str
    port: int
    certificate: Path
    """Of the proxy; clients have to trust it."""
    pid: int

    def tls(self) -> ssl.SSLContext:
        """Return what a client needs to trust the proxy."""
        return ssl.create_default_context(cafile=str(self.certificate))


def is_installed(proxy: ProxyKind) -> bool:
    return shutil.which(PROGRAMS[proxy]) is not None


@contextmanager
def running_proxy(
    configuration: Configuration, transport: Transport, target_port: int, folder: Path, port: int | None = None
) -> Iterator[RunningProxy]:
    """Run a proxy in front of the server on `target_port`, with its files in the empty `folder`."""
    write_certificate(folder)
    port = port or free_port()
    command, log = _command(configuration, transport, f"127.0.0.1:{target_port}", folder, port), folder / "output"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=_environ(folder), cwd=folder)
    try:

        def is_listening() -> bool:
            assert process.poll() is None, f"{configuration} did not start: {log.read_text()}"
            with socket.socket() as client:
                return client.connect_ex(("127.0.0.1", port)) == 0

        wait_until(is_listening, f"{configuration.proxy} listens", seconds=START_S)
        scheme = "http" if transport is Transport.PLAIN else "https"
        yield RunningProxy(f"{scheme}://localhost:{port}", port, folder / "certificate.pem", process.pid)
    finally:
        process.terminate()
        process.wait(START_S)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def write_certificate(folder: Path) -> None:
    """Write a certificate for localhost, its key, and both in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "certificate.pem").write_bytes(public)
    (folder / "key.pem").write_bytes(private)
    (folder / "both.pem").write_bytes(public + private)


def _command(configuration: Configuration, transport: Transport, target: str, folder: Path, port: int) -> list[str]:
    lines, _, rule = configuration.lines.partition("\nbackend replaced\n")
    values = {"folder": folder, "port": port, "target": target}
    listen = LISTEN[configuration.proxy].get(transport, "")
    text = FILES[configuration.proxy].format(
        listen=listen.format(**values),
        lines=lines.format(**values) if "{" in lines else lines,
        first_rule=rule.strip().format(**values),
        scheme="http" if transport is Transport.PLAIN else "https",
        protocols="h1" if transport is not Transport.TLS_2 else "h1 h2",
        **values,
    )
    path = folder / "configuration"
    path.write_text(text)
    return {
        ProxyKind.NGINX: ["nginx", "-p", str(folder), "-c", str(path), "-e", str(folder / "log")],
        ProxyKind.HAPROXY: ["haproxy", "-db", "-f", str(path)],
        ProxyKind.CADDY: ["caddy", "run", "--adapter", "caddyfile", "--config", str(path)],
        ProxyKind.APACHE: ["apache2", "-f", str(path), "-DFOREGROUND"],
    }[configuration.proxy]


def _environ(folder: Path) -> dict[str, str]:
    """Return an environment whose home is `folder`: Caddy keeps its files there."""
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
