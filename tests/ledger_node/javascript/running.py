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


def missing(reason: str) -> NoReturn:
    """Skip on a user's machine; fail where nothing is left out."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}, and CI leaves nothing out")
    pytest.skip(f"{reason}: what JavaScript is tried with is left out")


def install(folder: Path = FOLDER) -> str:
    """Node.js, once the packages of `folder` are there; only one process installs at a time."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program is None or npm is None:
        missing("Node.js is not installed")
    installed = folder / "node_modules" / ".installed"
    wanted = sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    with (folder / "package-lock.json").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not installed.is_file() or installed.read_text() != wanted:
            command = [npm, "ci", "--no-audit", "--no-fund", "--silent"]
            if subprocess.run(command, cwd=folder, check=False).returncode:
                missing("npm could not install the packages")
            installed.write_text(wanted)
    return program


def run_script(command: list[str], task: dict[str, Any], folder: Path = FOLDER) -> Any:
    """What a script prints as JSON, given `task` in the environment variable TASK; it must succeed."""
    environment = {**os.environ, "TASK": json.dumps(task), "HARDHAT_DISABLE_TELEMETRY_PROMPT": "true"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
