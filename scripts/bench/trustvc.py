"""The peer beside our benchmarks: TrustVC's own code under Node.js, in a process of its own."""

import json
import subprocess
from typing import Literal

from scripts.bench.peers_installed import PEERS, install_peers

TRUSTVC = "TrustVC 2.11.0"


def trustvc_rate(what: Literal["wrap", "prepare", "verify"], seconds: float = 3) -> float | None:
    """Documents that TrustVC works through in a second of CPU time; None where Node.js is missing."""
    if not install_peers():
        return None
    done = subprocess.run(
        ["node", "trustvc.cjs", what, str(seconds)], cwd=PEERS, capture_output=True, text=True, check=True
    )
    return float(json.loads(done.stdout)["rate"])
