"""The engine as a child of the node: found, started, watched, started again, and its end explained."""

import logging
import os
import shutil
import subprocess
import sys
import time
from collections import deque
from pathlib import Path
from threading import Event, Lock, Thread

from contracts.errors import TegataError
from ledger_node.operations.explaining import explain

VERSION = "0.38.25"
BINARY_VARIABLE = "TEGATA_COMETBFT"

FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.5, 30.0
STABLE_SECONDS = 60.0
"""A run of this length was a good one: the next wait is the first again."""

STOP_SECONDS = 15.0
_LINES = 200

log = logging.getLogger("tegata.node.engine")


class EngineMissing(TegataError):
    """The consensus engine is not installed, or is another version."""

    code = "node.engine.missing"
    default_remedy = f"Run `make engine` (it needs Go), or name a cometbft v{VERSION} as {BINARY_VARIABLE}."


def find_engine() -> Path:
    """The engine's executable: named in the environment, beside Python, or on the path.

    Raises EngineMissing.
    """
    named = os.environ.get(BINARY_VARIABLE)
    beside = Path(sys.executable).parent / "cometbft"
    found = named or (str(beside) if beside.exists() else shutil.which("cometbft"))
    if found is None:
        raise EngineMissing("cometbft", expected=f"version {VERSION}", found="none")
    try:
        done = subprocess.run([found, "version"], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise EngineMissing(found, expected=f"cometbft {VERSION}", found=str(error)) from None
    version = done.stdout.strip().removeprefix("v").partition("+")[0]
    if version != VERSION:
        raise EngineMissing(found, expected=f"version {VERSION}", found=version)
    return Path(found)


class EngineProcess:
    """Runs the engine until `stop`; an end that it did not ask for is explained in `trouble`."""

    def __init__(self, binary: Path, home: Path, socket: Path) -> None:
        self._command = [str(binary), "start", "--home", str(home), "--proxy_app", f"unix://{socket}"]
        self._log_path = home / "engine.log"
        self._stopping = Event()
        self._lock = Lock()
        self._process: subprocess.Popen[str] | None = None
        self._lines: deque[str] = deque(maxlen=_LINES)
        self._thread = Thread(target=self._run, name="engine", daemon=True)
        self.trouble: str | None = None
        """What is wrong with the engine; None while it runs."""
        self.gave_up = False
        """Whether it is not started any more: `trouble` says why."""
        self.restarts = 0

    @property
    def pid(self) -> int | None:
        """The child's process id."""
        process = self._process
        return None if process is None or process.poll() is not None else process.pid

    def start(self) -> None:
        """Start it, and keep it started."""
        self._thread.start()

    def restart(self) -> None:
        """End it, so that it is started again by what is in its files now."""
        self._end()

    def stop(self) -> None:
        """Stop it for good."""
        self._stopping.set()
        self._end()
        if self._thread.ident is not None:
            self._thread.join()

    def _end(self) -> None:
        with self._lock:
            process = self._process
            if process is not None and process.poll() is None:
                process.terminate()
        if process is not None:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()

    def _run(self) -> None:
        wait = FIRST_WAIT_SECONDS
        while not self._stopping.is_set():
            began = time.monotonic()
            self._run_once()
            if self._stopping.is_set() or self.gave_up:
                return
            wait = FIRST_WAIT_SECONDS if time.monotonic() - began > STABLE_SECONDS else wait
            log.error("the engine ended, and starts again in %.1f s: %s", wait, self.trouble)
            self.restarts += 1
            self._stopping.wait(wait)
            wait = min(2 * wait, LONGEST_WAIT_SECONDS)

    def _run_once(self) -> None:
        self._lines.clear()
        with self._lock:
            if self._stopping.is_set():
                return
            self._process = process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
            )
        self.trouble = None
        self._read(process)
        process.wait()
        if not self._stopping.is_set():
            self.trouble, self.gave_up = explain("".join(self._lines))
            if self.gave_up:
                log.critical("the engine ended for good: %s", self.trouble)

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with self._log_path.open("a", encoding="utf-8") as file, process.stdout:
            for line in process.stdout:
                self._lines.append(line)
                file.write(line)
                file.flush()
                if "CONSENSUS FAILURE" in line:
                    self.trouble, _ = explain(line)
                    log.critical("%s", self.trouble)
