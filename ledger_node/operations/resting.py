"""A node that does not answer, examined by its files: is it complete, and what did its engine say last?"""

import os
from collections.abc import Iterator
from pathlib import Path

from contracts.errors import TegataError
from ledger_node.errors import StoreBusy
from ledger_node.operations.checking import check_before_start
from ledger_node.operations.doctor import Finding, disk_findings
from ledger_node.operations.engine_files import EngineHome, read_validator_key
from ledger_node.operations.engine_process import find_engine
from ledger_node.operations.explaining import explain
from ledger_node.operations.observing import disk
from ledger_node.operations.settings import NodeSettings
from ledger_node.storage.lock import DirectoryLock

ENGINE_FOLDER = "engine"
LAST_BYTES = 8_192


def examine_at_rest(data_dir: Path, settings: NodeSettings) -> list[Finding]:
    """Why the node in `data_dir`, which does not answer, may not run."""
    home = EngineHome(data_dir / ENGINE_FOLDER)
    found = [_running(data_dir, settings), *_store(data_dir / "ledger"), *_engine(home)]
    found += disk_findings(*disk(data_dir))
    log = home.path / "engine.log"
    if log.exists():
        found += _last_words(log)
    return found


def _running(data_dir: Path, settings: NodeSettings) -> Finding:
    store = data_dir / "ledger"
    if store.exists() and in_use(store):
        sentence = f"The node runs, but does not answer at {settings.health}: it may still be starting."
        return Finding("node.silent", sentence, True)
    sentence = f"The node does not run: start it with `tegata node run --data {data_dir}`."
    return Finding("node.down", sentence, True)


def in_use(store: Path) -> bool:
    """Whether a process has the ledger's store open for writing."""
    try:
        DirectoryLock(store).release()
    except StoreBusy:
        return True
    return False


def _store(store: Path) -> Iterator[Finding]:
    try:
        check_before_start(store)
    except TegataError as error:
        yield Finding(error.code, error.message, True)


def _engine(home: EngineHome) -> Iterator[Finding]:
    for look in (find_engine, lambda: read_validator_key(home)):
        try:
            look()
        except TegataError as error:
            yield Finding(error.code, error.message, True)


def _last_words(log: Path) -> Iterator[Finding]:
    with log.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - LAST_BYTES))
        meaning, final = explain(file.read().decode("utf-8", "replace"))
    if final:
        yield Finding("engine.trouble", f"When the engine last ran: {meaning}.", True)
