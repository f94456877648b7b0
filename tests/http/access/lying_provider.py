"""An OpenID Connect provider in the test's process that can lie in every way that matters."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT_ID = "headrace"
CLIENT_SECRET = "a secret that no log may hold"


@dataclass
class LyingProvider:
    """Tells the truth unless a test sets one of its fields."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    """Claims that replace the true ones; None leaves one out."""
    user_info: dict[str, Any] = field(default_factory=dict)
    signs_with: str = "own key"
    """Or "another key", "the client's secret", "nothing"."""
    metadata: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    """Of everything but its metadata."""
    answer: bytes | None = None
    """In place of every answer but its metadata."""
    requests: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    """Path, headers and body of each request, in order."""
    nonce: str = ""
    """As the browser brought it; and so the next."""
    challenge: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"}))

    def accept(self, address: str) -> str:
        """Do what the provider's page does when a person consents; return the state to send back."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (query["client_id"], query["response_type"]) == (CLIENT_ID, "code")
        assert query["code_challenge_method"] == "S256"
        assert {"openid", "profile", "email"} == set(query["scope"].split())
        self.nonce, self.challenge = query["nonce"], query["code_challenge"]
        return query["state"]

    def document(self, path: str, body: str) -> dict[str, Any]:
        """Return what a request is answered."""
        if path == "/.well-known/openid-configuration":
            names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            endpoints = {f"{name}_endpoint": f"{self.url}/{where}" for name, where in names.items()}
            return {"issuer": self.url, "jwks_uri": f"{self.url}/jwks"} | endpoints | self.metadata
        if path == "/jwks":
            return {"keys": [{"kty": "of the future"}, self.key.as_dict(private=False)]}
        if path == "/userinfo":
            return {"sub": "42"} | self.user_info
        assert path == "/token"
        verifier = parse_qs(body)["code_verifier"][0]
        if _base64(hashlib.sha256(verifier.encode()).digest()) != self.challenge:
            return {"error": "invalid_grant"}
        return {"access_token": "access", "token_type": "Bearer", "id_token": self._id_token()}

    def _id_token(self) -> str:
        now = int(time.time())
        truth = {"iss": self.url, "sub": "42", "aud": CLIENT_ID, "exp": now + 300, "iat": now, "nonce": self.nonce}
        claims = {name: value for name, value in (truth | self.claims).items() if value is not None}
        if self.signs_with == "nothing":
            return f"{_base64(dumps({'alg': 'none'}).encode())}.{_base64(dumps(claims).encode())}."
        if self.signs_with == "the client's secret":
            return jwt.encode({"alg": "HS256", "kid": "1"}, claims, OctKey.import_key(CLIENT_SECRET))
        key = self.key if self.signs_with == "own key" else RSAKey.generate_key(2048, {"kid": "1"})
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims, key)


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@contextmanager
def lying_provider() -> Iterator[LyingProvider]:
    provider = LyingProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, body: str) -> None:
            provider.requests.append((self.path, dict(self.headers), body))
            found = provider.document(self.path, body)
            is_metadata = self.path.startswith("/.well-known")
            text = dumps(found).encode() if is_metadata or provider.answer is None else provider.answer
            self.send_response(400 if "error" in found else 200 if is_metadata else provider.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            return

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{listening.server_port}"
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()
