"""A PostgreSQL server from the machine's own binaries, on a Unix socket in a folder of its own, for as long
as something is measured or tested.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

_UNPRIVILEGED = "nobody"
"""Who runs the server where we run as root, which PostgreSQL refuses."""

_databases = count(1)


class NotInstalled(RuntimeError):
    """PostgreSQL's own programs were not found."""


@contextmanager
def server() -> Iterator[Path]:
    """The folder of a running server's socket; raises NotInstalled where there are no binaries."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="tegata-pg-"))
    user = _UNPRIVILEGED if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    quick = f"-c fsync=off -c listen_addresses='' -c unix_socket_directories='{folder}'"
    control: list[str | Path] = [binaries / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w"]
    try:
        init: list[str | Path] = [
            binaries / "initdb",
            "-D",
            folder / "data",
            "-U",
            "tegata",
            "-A",
            "trust",
            "--no-sync",
        ]
        _run([*init, "-E", "UTF8", "--locale=C"], user, folder)
        _run([*control, "-o", quick, "start"], user, folder)
        try:
            yield folder
        finally:
            _run([*control, "-m", "immediate", "stop"], user, folder)
    finally:
        shutil.rmtree(folder)


def new_database(folder: Path) -> str:
    """The URL of a new, empty database of the server."""
    import psycopg

    name = f"tegata_{next(_databases)}"
    with psycopg.connect(host=str(folder), user="tegata", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql+psycopg://tegata@/{name}?host={folder}"


def _binaries() -> Path:
    """Where `initdb` and `pg_ctl` are: Debian keeps them off the path."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NotInstalled("PostgreSQL is not installed: `apt-get install postgresql`")


def _run(command: list[str | Path], user: str | None, folder: Path) -> None:
    done = subprocess.run(
        command,
        user=user,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    log = folder / "log"
    told = log.read_text("utf-8") if log.exists() else ""
    assert done.returncode == 0, f"{Path(command[0]).name}: {done.stdout}{told}"
