"""The peer beside our benchmarks: TrustVC's own code under Node.js, in a process of its own."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).parent / "peers"
TRUSTVC = "TrustVC 2.11.0"


def trustvc_rate(what: Literal["wrap", "prepare", "verify"], seconds: float = 3) -> float | None:
    """Documents that TrustVC works through in a second of CPU time; None where Node.js is missing."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        print(f"  ({TRUSTVC} is not measured: it needs node and npm)", flush=True)
        return None
    _install()
    done = subprocess.run(
        ["node", "trustvc.cjs", what, str(seconds)], cwd=FOLDER, capture_output=True, text=True, check=True
    )
    return float(json.loads(done.stdout)["rate"])


def _install() -> None:
    """The locked packages, once."""
    if not (FOLDER / "node_modules" / "@trustvc").exists():
        subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=FOLDER,
            check=True,
            capture_output=True,
        )
