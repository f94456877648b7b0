"""Certificates between the machines of a cluster.

Dask knows no password. Both sides show a certificate, and who has none of the cluster's own authority is not spoken
with: so the authority's key is the secret (docs/SCALING.md).
"""

from __future__ import annotations

from pathlib import Path

from distributed.security import Security

AUTHORITY, CERTIFICATE, KEY = "ca.pem", "cert.pem", "key.pem"


def load_security(folder: Path | None) -> Security | None:
    """Return what is needed to use the certificates of `folder`; None without a folder: nothing is encrypted.

    Raises FileNotFoundError that names the first file that is missing.
    """
    if folder is None:
        return None
    for name in (AUTHORITY, CERTIFICATE, KEY):
        (folder / name).stat()
    files = {
        f"tls_{role}_{kind}": str(folder / name)
        for role in ("client", "scheduler", "worker")
        for kind, name in (("cert", CERTIFICATE), ("key", KEY))
    }
    return Security(require_encryption=True, tls_ca_file=str(folder / AUTHORITY), **files)
