"""Members' nodes as processes on one machine: started, waited for, stopped."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from contracts.errors import TegataError

START_SECONDS = 120
STOP_SECONDS = 40
PID_FILE = "node.pid"
_RUN = "from clients.cli.main import main; main()"


class NetworkDown(TegataError):
    """A network on this machine does not come up, or not down."""

    code = "network.down"
    default_remedy = "Read node.log and engine/engine.log in the member's folder."


class Running(NamedTuple):
    """A member's node that is ready."""

    member: str
    url: str
    health: str
    pid: int


def members_of(folder: Path) -> list[Path]:
    """The members' folders, by number. Raises NetworkDown when there are none."""
    found = sorted(folder.glob("member-*"), key=lambda each: int(each.name.rpartition("-")[2]))
    if not found:
        raise NetworkDown(str(folder), expected="members' folders", found="none")
    return found


def start(member: Path) -> bool:
    """Start a member's node in a process of its own, unless it runs; whether it was started."""
    if running_pid(member) is not None:
        return False
    command = [sys.executable, "-c", _RUN, "node", "run", "--data", str(member), "--json"]
    with (member / "node.log").open("ab") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    (member / PID_FILE).write_text(f"{process.pid}\n", encoding="ascii")
    return True


def running_pid(member: Path) -> int | None:
    """The process of a member's node, while it holds the ledger's lock."""
    from ledger_node.operations.resting import in_use

    try:
        pid = int((member / PID_FILE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return pid if _is_there(pid) and (not (member / "ledger").exists() or in_use(member / "ledger")) else None


def wait_until_ready(member: Path) -> Running:
    """The member's node, once it is ready. Raises NetworkDown when it ends, or after two minutes."""
    from ledger_node.operations.settings import read_settings

    settings = read_settings(member)
    health = f"http://{settings.health}"
    pid = int((member / PID_FILE).read_text(encoding="ascii"))
    deadline = time.monotonic() + START_SECONDS
    while (found := _readiness(health)) is None or not found["ready"]:
        if not _is_there(pid):
            raise NetworkDown(member.name, expected="a running node", found="one that ended")
        if time.monotonic() > deadline:
            reasons = "; ".join(each["sentence"] for each in found["reasons"]) if found else "no answer"
            raise NetworkDown(member.name, expected="a node that is ready", found=reasons)
        time.sleep(0.2)
    return Running(member.name, f"http://{settings.json_rpc}", health, pid)


def stop(members: Iterable[Path]) -> list[str]:
    """Stop the nodes that run; the members' names. Raises NetworkDown for one that does not stop."""
    ending = [(member, pid) for member in members if (pid := running_pid(member)) is not None]
    for _, pid in ending:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for member, pid in ending:
        while _is_there(pid):
            if time.monotonic() > deadline:
                raise NetworkDown(member.name, expected="an end within 40 s", found=f"process {pid}")
            time.sleep(0.05)
        (member / PID_FILE).unlink(missing_ok=True)
    return [member.name for member, _ in ending]


def _is_there(pid: int) -> bool:
    """Whether a process runs; one of ours that has ended is taken off the list."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _readiness(health: str) -> dict[str, Any] | None:
    import httpx

    with suppress(httpx.HTTPError, json.JSONDecodeError):
        return dict(httpx.get(f"{health}/readyz", timeout=5, trust_env=False).json())
    return None
