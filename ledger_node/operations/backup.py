"""A node's data, copied while it rests and put back: all but what its key has signed last.

A node that is behind must not sign again what its key has signed since. So a restored one follows without its
key at first, and gets it back above the height that the network has reached (`signing`).
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import lmdb

from contracts.errors import TegataError
from ledger_node.operations.engine_files import EngineHome, write_signing_state
from ledger_node.storage.lock import DirectoryLock

MANIFEST = "backup.json"
FORMAT = "tegata/backup/1"
LEDGER, ENGINE = "ledger", "engine"
FILES = ("genesis.json", "node.toml")
ENGINE_DATABASES = ("blockstore.db", "state.db", "evidence.db")
ENGINE_KEYS = ("priv_validator_key.json", "node_key.json")
RESTORED = "restored"
"""A file in the engine's home that says so, until the key is back."""

_BLOCK = 1 << 20


class BackupInvalid(TegataError):
    """A backup is incomplete or damaged."""

    code = "backup.invalid"
    default_remedy = "Use another backup, or join the network anew."


class BackupInTheWay(TegataError):
    """There is something where a backup or a node should be put."""

    code = "backup.exists"
    default_remedy = "Choose an empty place: nothing is overwritten."


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: path within it → SHA-256, in hex."""

    files: dict[str, str]

    @property
    def size(self) -> int:
        """How many files there are."""
        return len(self.files)


def back_up(data_dir: Path, to: Path) -> Backup:
    """Copy a node that rests into `to`, keys included. Raises StoreBusy, BackupInTheWay."""
    _refuse_what_is_there(to)
    lock = DirectoryLock(data_dir / LEDGER)
    try:
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        (to / LEDGER).mkdir(mode=0o700)
        with lmdb.open(str(data_dir / LEDGER), readonly=True, lock=False, max_dbs=16) as environment:
            environment.copy(str(to / LEDGER), compact=True)
        for source, target in _engine_parts(data_dir, to):
            _copy(source, target)
    finally:
        lock.release()
    backup = Backup({str(path.relative_to(to)): _digest(path) for path in _files(to)})
    manifest = {"format": FORMAT, "files": backup.files}
    (to / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return backup


def restore(backup_dir: Path, data_dir: Path, signing_state: Path | None = None) -> Backup:
    """Put a backup into an empty `data_dir`. Raises BackupInvalid, BackupInTheWay.

    With the `signing_state` that the key had last, the node signs from there on; without it, once it has
    caught up with the network.
    """
    _refuse_what_is_there(data_dir)
    backup = read_backup(backup_dir)
    for name in backup.files:
        _copy(backup_dir / name, data_dir / name)
    home = EngineHome(data_dir / ENGINE)
    home.signing_state.parent.mkdir(parents=True, exist_ok=True)
    if signing_state is None:
        write_signing_state(home, 0, 0, 0)
        (home.path / RESTORED).touch()
    else:
        _copy(signing_state, home.signing_state)
    return backup


def read_backup(backup_dir: Path) -> Backup:
    """What a backup holds, each file checked. Raises BackupInvalid."""
    path = backup_dir / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        stated: dict[str, str] = dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupInvalid(str(path), expected="a backup's list of files", found=str(error)) from None
    found = {str(each.relative_to(backup_dir)): each for each in _files(backup_dir)}
    for name, digest in stated.items():
        if name not in found:
            raise BackupInvalid(name, expected="a file of this backup", found="none")
        if _digest(found[name]) != digest:
            raise BackupInvalid(name, expected=f"SHA-256 {digest}", found=_digest(found[name]))
    return Backup(stated)


def _engine_parts(data_dir: Path, to: Path) -> Iterator[tuple[Path, Path]]:
    for name in FILES:
        yield data_dir / name, to / name
    for name in ENGINE_KEYS:
        yield data_dir / ENGINE / "config" / name, to / ENGINE / "config" / name
    for name in ENGINE_DATABASES:
        yield data_dir / ENGINE / "data" / name, to / ENGINE / "data" / name
    for path in sorted((data_dir / "keys").glob("*")):
        yield path, to / "keys" / path.name


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MANIFEST)


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy2(source, target)
        with target.open("rb") as file:
            os.fsync(file.fileno())


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _refuse_what_is_there(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise BackupInTheWay(str(folder), expected="an empty or a new folder", found="one with files in it")
