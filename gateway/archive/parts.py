"""The records of an archive, some at a time: their file, and the bundle that proves them.

What the database and the ledger are asked is asked here, one part after the other; what comes of it is made
by `gateway.archive.bundling`, in this process or in others.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from contracts.acts import Batch
from contracts.batches import BatchTree
from contracts.ids import BatchRoot, MemberId, RecordId, Signature, UnixTime
from contracts.proofs import SignedBatch, Trust, requests_for
from gateway.access import readable
from gateway.archive.bundling import Kept, Material, Part, bundled
from gateway.archive.visible import Reader
from gateway.identities import IdentityShelf
from gateway.ledger.evidence import LastBlock, block_evidence
from gateway.network.trust import trust_of
from gateway.records.bundles import tree_of
from gateway.services import Services
from gateway.store.tables.records import payloads, records, submissions

PART = 1_000
"""Records in one file, and in its bundle."""


def parts_of(connection: Connection, services: Services, reader: Reader, block: LastBlock) -> Iterator[Part]:
    """The records that `reader` may read, `PART` at a time, in the order of their numbers."""
    trust = trust_of(services)
    count = connection.scalar(select(func.count()).select_from(records).where(readable(reader.principal)))
    return bundled(_materials(connection, services, reader, block, trust), -(-(count or 0) // PART), trust)


def _materials(
    connection: Connection, services: Services, reader: Reader, block: LastBlock, trust: Trust
) -> Iterator[Material]:
    trees: dict[int, BatchTree] = {}
    shelf = IdentityShelf(connection)
    after = 0
    while rows := _rows(connection, reader, after):
        after = rows[-1].number
        for number in {row.no for row in rows} - trees.keys():
            trees[number] = tree_of(connection, number)
        kept = [_kept(row, trees[row.no], services, shelf) for row in rows]
        batches: dict[SignedBatch, list[RecordId]] = {}
        for one in kept:
            batches.setdefault(one.signed, []).append(one.id)
        yield Material(kept, block_evidence(services.ledger, block, requests_for(batches, trust)))
        last = rows[-1].no
        trees = {last: trees[last]}


def _rows(connection: Connection, reader: Reader, after: int) -> Sequence[Any]:
    query = (
        select(
            submissions,
            payloads.c.seed,
            payloads.c.body,
            records.c.record_id,
            records.c.position,
            records.c.no.label("number"),
        )
        .join(payloads, payloads.c.submission_no == submissions.c.no)
        .join(records, records.c.no == payloads.c.no)
        .where(records.c.no > after, readable(reader.principal))
        .order_by(records.c.no)
        .limit(PART)
    )
    return connection.execute(query).all()


def _kept(row: Any, tree: BatchTree, services: Services, identities: IdentityShelf) -> Kept:
    batch = Batch(
        BatchRoot(row.root), row.size, row.kind, row.scope, MemberId(row.member), UnixTime(row.valid_until)
    )
    member = services.settings.directory.get(row.member)
    return Kept(
        no=row.number,
        id=RecordId(row.record_id),
        body=row.body,
        seed=row.seed,
        signed=SignedBatch(batch, Signature(row.signature), identities.of(row.author)),
        position=row.position,
        path=tree.proof(row.position),
        member_name=None if member is None else member.name,
    )
