"""The peers that npm brings: installed once, from the lock file beside them."""

import shutil
import subprocess
from pathlib import Path

PEERS = Path(__file__).parent / "peers"


def install_peers() -> bool:
    """Whether the locked packages are there now; False where Node.js is missing."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        print("  (what npm brings is not measured: it needs node and npm)", flush=True)
        return False
    installed = PEERS / "node_modules" / ".installed"
    wanted = (PEERS / "package-lock.json").read_text("utf-8")
    if not installed.is_file() or installed.read_text("utf-8") != wanted:
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=PEERS, check=True, capture_output=True)
        installed.write_text(wanted, "utf-8")
    return True
