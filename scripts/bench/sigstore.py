"""The other peer of verification: sigstore-python, offline, in an environment and a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

from scripts.bench.peers_installed import PEERS

SIGSTORE = "sigstore-python 4.5.1 offline"
_ENVIRONMENT = PEERS.parents[2] / "build" / "peers" / "sigstore"


def sigstore_rate(seconds: float = 3) -> float | None:
    """Bundles that it verifies in a second of CPU time; None where its packages can't be had."""
    try:
        python, archive = _installed()
        done = subprocess.run(
            [python, PEERS / "sigstore_verify.py", archive, str(seconds)],
            capture_output=True,
            text=True,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        print(f"  (sigstore-python is not measured: {error.stderr.strip()[-200:]})", flush=True)
        return None
    return float(json.loads(done.stdout)["rate"])


def _installed() -> tuple[Path, Path]:
    """Its Python, with the locked packages, and the archive that has a bundle of Sigstore's production."""
    python, marker = _ENVIRONMENT / "bin" / "python", _ENVIRONMENT / "installed"
    wanted = "".join((PEERS / name).read_text("utf-8") for name in ("sigstore.lock", "sigstore.assets"))
    if not marker.is_file() or marker.read_text("utf-8") != wanted:
        uv = Path(sys.executable).with_name("uv")
        _run(uv, "venv", "-q", "--clear", "--python", sys.executable, _ENVIRONMENT)
        lock = PEERS / "sigstore.lock"
        _run(uv, "pip", "install", "-q", "--python", python, "--require-hashes", "-r", lock)
        _run(
            *(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:"),
            *("-d", _ENVIRONMENT, "-r", PEERS / "sigstore.assets"),
        )
        marker.write_text(wanted, "utf-8")
    return python, next(_ENVIRONMENT.glob("pypi_attestations-*.tar.gz"))


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)
