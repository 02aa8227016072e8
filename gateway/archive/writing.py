"""Making an archive: one snapshot of the store, the ledger at its last block there, file after file."""

import io
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from contracts.ids import BlockHeight, NetworkId, hex0x
from contracts.keccak import keccak
from gateway.access import Action, record_access
from gateway.archive.evidence import states_of
from gateway.archive.frames import frame_read
from gateway.archive.manifest import NAME, FileEntry, Manifest
from gateway.archive.parts import parts_of
from gateway.archive.visible import SEEN, Reader, rows_seen
from gateway.ledger.evidence import block_at
from gateway.network.signing_keys import signing_keys
from gateway.network.trust import current_trust
from gateway.reconciliation.stage import NAME as RECONCILIATION
from gateway.reconciliation.touched import TOPICS
from gateway.services import Services
from gateway.store.events import cursor_of, events_after
from gateway.store.tables.chain import blocks

PATIENCE = 20.0
"""Seconds to wait for reconciliation to have worked off what had happened when an export was asked for."""


@dataclass(frozen=True)
class ArchiveFile:
    """One file of an archive."""

    path: str
    data: bytes


def archive_files(services: Services, reader: Reader, correlation_id: str) -> Iterator[ArchiveFile]:
    """Every file of the archive for `reader`, the signed manifest last. What it reads is written down.

    Raises LedgerUnavailable, EvidenceRefused.
    """
    _let_reconciliation_finish(services)
    entries: list[FileEntry] = []
    with services.store.read() as connection:
        manifest = _opened(connection, services, reader)
        for file in _files(connection, services, reader, manifest.block, correlation_id):
            entries.append(FileEntry.of(file.path, file.data))
            yield file
    whole = Manifest(**{**vars(manifest), "files": tuple(sorted(entries, key=lambda one: one.path))})
    signature = services.signer.sign(whole.message)
    yield ArchiveFile(NAME, render(whole, signature))


def render(manifest: Manifest, signature: bytes) -> bytes:
    """The manifest as its one JSON text."""
    return (json.dumps(manifest.content | {"signature": hex0x(signature)}, indent=1) + "\n").encode()


def _let_reconciliation_finish(services: Services) -> None:
    deadline = time.monotonic() + PATIENCE
    heard = services.store.events_bell.rings
    while time.monotonic() < deadline:
        with services.store.read() as connection:
            if _reconciled(connection):
                return
        services.store.events_bell.wait(heard, 0.2)
        heard = services.store.events_bell.rings


def _reconciled(connection: Connection) -> bool:
    return not events_after(connection, cursor_of(connection, RECONCILIATION), topics=TOPICS, limit=1)


def _opened(connection: Connection, services: Services, reader: Reader) -> Manifest:
    """The manifest before any file: it fixes the block."""
    height = BlockHeight(connection.scalar(select(func.max(blocks.c.height))) or 0)
    assert reader.principal.member is not None
    return Manifest(
        network_id=NetworkId(services.settings.genesis.network_id),
        gateway=services.settings.member,
        member=reader.principal.member,
        whole=reader.whole,
        reconciled=_reconciled(connection),
        block=height,
        block_hash=keccak(block_at(services.ledger, height).header),
        made_at=services.now(),
        files=(),
    )


def _files(
    connection: Connection, services: Services, reader: Reader, height: BlockHeight, correlation_id: str
) -> Iterator[ArchiveFile]:
    block = block_at(services.ledger, height)
    yield _json("trust.json", current_trust(services).to_json())
    yield _json("gateway-keys.json", signing_keys(services).to_json())
    for index, part in enumerate(parts_of(connection, services, reader, block)):
        _write_down(services, reader, part.ids, correlation_id)
        yield ArchiveFile(f"records/{index:05}.ndjson", part.records)
        yield ArchiveFile(f"bundles/{index:05}.json", part.bundle)
    for index, state in enumerate(states_of(connection, services, reader, block)):
        yield ArchiveFile(f"ledger/{index:05}.json", state)
    for table in SEEN:
        buffer = io.BytesIO()
        frame_read(table, connection, rows_seen(table, reader)).write_parquet(buffer, compression="zstd")
        yield ArchiveFile(f"tables/{table.name}.parquet", buffer.getvalue())


def _json(path: str, document: object) -> ArchiveFile:
    return ArchiveFile(path, (json.dumps(document, ensure_ascii=False) + "\n").encode())


def _write_down(services: Services, reader: Reader, ids: list[bytes], correlation_id: str) -> None:
    now = services.now()
    services.store.write(
        lambda connection: record_access(
            connection, reader.principal, Action.EXPORTED, ids, now, correlation_id
        )
    )
