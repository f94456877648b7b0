"""Look for known vulnerabilities in the locked packages: `python tools/audit_packages.py requirements.lock`.

Exit status 1 if there is one. Where no database of vulnerabilities can be reached, that is said and nothing fails: the
tests must run without the internet.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

TIMEOUT_S = 120


def main(lock: str) -> int:
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--format", "json", "-r", lock]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
        packages = json.loads(result.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError) as error:
        print(f"{lock} was not checked for known vulnerabilities: {error}")
        return 0
    checked = [package for package in packages if "skip_reason" not in package]
    print(f"{lock}: {len(checked)} of {len(packages)} packages were checked for known vulnerabilities")
    found = list(describe(checked))
    print("\n".join(found))
    return 1 if found else 0


def describe(packages: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a line for each known vulnerability."""
    for package in packages:
        for known in package["vulns"]:
            fixed = ", ".join(known["fix_versions"]) or "no version"
            yield f"{package['name']} {package['version']}: {known['id']}, mended in {fixed}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
