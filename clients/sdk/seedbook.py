"""What was prepared, on disk before it is sent: a retry finds the same seeds, and no seed is ever lost.

A file holds one batch as lines of JSON: batch and signature first, then a record with its seed on each line.
It is readable by its owner only: who has a seed can test guesses at what a proof hides.
"""

import json
import os
from pathlib import Path

from clients.sdk.preparing import Entry, PreparedBatch
from contracts import strict_json
from contracts.acts import Batch
from contracts.commitment import SEED_SIZE
from contracts.errors import TegataError, brief
from contracts.ids import BatchRoot, MemberId, RecordId, Signature, UnixTime, hex0x, unhex

FORMAT = "tegata/prepared/1"


class SeedBookError(TegataError):
    """A prepared batch can't be kept, or what was kept can't be read."""

    code = "seedbook.error"
    default_remedy = (
        "Restore the file from a backup. Don't delete it: its seeds exist nowhere else but at the gateway."
    )


class SeedBook:
    """The prepared batches in `folder`, by the fingerprint of their records."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, name: str, prepared: PreparedBatch) -> Path:
        """Write `prepared` durably as `name`, in place of what was there."""
        lines = [json.dumps({"format": FORMAT, **prepared.header()}).encode()]
        for entry in prepared.entries:
            lines.append(b'{"id":"%b",%b' % (hex0x(entry.id).encode(), entry.line[1:]))
        path = self._folder / f"{name}.ndjson"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_durably(path, b"\n".join(lines) + b"\n")
        except OSError as error:
            raise SeedBookError(str(path), expected="a folder to write to", found=str(error)) from None
        return path

    def find(self, name: str) -> PreparedBatch | None:
        """What was kept as `name`; None if nothing was."""
        path = self._folder / f"{name}.ndjson"
        try:
            first, *rest = path.read_bytes().splitlines()
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise SeedBookError(str(path), expected="a prepared batch", found=str(error)) from None
        return PreparedBatch(*_header(first, str(path)), tuple(_entry(line, str(path)) for line in rest))


def _header(line: bytes, where: str) -> tuple[Batch, Signature]:
    try:
        document = strict_json.loads(line, where)
        if document["format"] != FORMAT:
            raise KeyError(FORMAT)
        fields = document["batch"]
        batch = Batch(
            BatchRoot(unhex(fields["root"], 32)),
            int(fields["count"]),
            int(fields["kind"]),
            int(fields["scope"]),
            MemberId(int(fields["member"])),
            UnixTime(int(fields["valid_until"])),
        )
        return batch, Signature(unhex(document["signature"], 65))
    except (KeyError, TypeError, ValueError, TegataError) as error:
        raise SeedBookError(where, expected=f"a {FORMAT} header", found=brief(str(error))) from None


def _entry(line: bytes, where: str) -> Entry:
    """The record as its own bytes, so that what is sent again is what was sent before."""
    try:
        document = strict_json.loads(line, where)
        record = json.dumps(document["record"], ensure_ascii=False, separators=(",", ":")).encode()
        seed = unhex(document["seed"], SEED_SIZE)
        return Entry(record, seed, RecordId(unhex(document["id"], 32)))
    except (KeyError, TypeError, TegataError) as error:
        raise SeedBookError(where, expected="a record with its seed", found=brief(str(error))) from None


def _write_durably(path: Path, data: bytes) -> None:
    """Write to a file beside it, then put that in its place: a crash leaves the old file or the new one."""
    beside = path.with_suffix(".writing")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
