"""Running JavaScript against a node: the packages are those of package-lock.json, installed once."""

import fcntl
import json
import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

import pytest

FOLDER = Path(__file__).parent
BIN = FOLDER / "node_modules" / ".bin"

_INSTALLED = FOLDER / "node_modules" / ".installed"


def missing(reason: str) -> NoReturn:
    """Skip on a user's machine; fail where nothing is left out."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}, and CI leaves nothing out")
    pytest.skip(f"{reason}: the tools of Ethereum are not tried")


def install() -> str:
    """Node.js, once the packages are there; only one process installs at a time."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program is None or npm is None:
        missing("Node.js is not installed")
    wanted = sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    with (FOLDER / "package-lock.json").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _INSTALLED.is_file() or _INSTALLED.read_text() != wanted:
            command = [npm, "ci", "--no-audit", "--no-fund", "--silent"]
            if subprocess.run(command, cwd=FOLDER, check=False).returncode:
                missing("npm could not install the packages")
            _INSTALLED.write_text(wanted)
    return program


def run_script(command: list[str], task: dict[str, Any]) -> Any:
    """What a script prints as JSON, given `task` in the environment variable TASK; it must succeed."""
    environment = {**os.environ, "TASK": json.dumps(task), "HARDHAT_DISABLE_TELEMETRY_PROMPT": "true"}
    done = subprocess.run(
        command, cwd=FOLDER, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
