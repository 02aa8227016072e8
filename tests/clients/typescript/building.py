"""The TypeScript verifier, built once with the packages of its own lock file."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

FOLDER = Path(__file__).parents[3] / "clients" / "typescript"
LONGEST = 300
"""Seconds that npm or the compiler may take on a busy machine."""


def missing(reason: str) -> NoReturn:
    """Skip on a user's machine; fail where nothing is left out."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}, and CI leaves nothing out")
    pytest.skip(f"{reason}: the TypeScript verifier is not tried")


def node() -> str:
    """Node.js, once the verifier is built; only one process builds at a time."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program is None or npm is None:
        missing("Node.js is not installed")
    with (FOLDER / "package-lock.json").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (FOLDER / "node_modules" / "typescript").is_dir():
            command = [npm, "ci", "--no-audit", "--no-fund", "--silent"]
            if subprocess.run(command, cwd=FOLDER, timeout=LONGEST, check=False).returncode:
                missing("npm could not install the packages")
        built = subprocess.run(
            [program, "build.mjs"], cwd=FOLDER, timeout=LONGEST, capture_output=True, text=True, check=False
        )
        assert built.returncode == 0, built.stdout + built.stderr
    return program
