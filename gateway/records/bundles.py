"""Proof bundles: the evidence of records, gathered from the payload store and the node at its last block."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from contracts.acts import Batch
from contracts.batches import BatchTree
from contracts.commitment import commit
from contracts.ids import BatchRoot, MemberId, RecordId, Signature, UnixTime
from contracts.proofs import (
    Bundle,
    RecordEvidence,
    assemble,
    proof_requests,
)
from contracts.records import parse_record
from gateway.identities import IdentityShelf
from gateway.ledger.evidence import block_evidence, last_block
from gateway.network.trust import trust_of
from gateway.records.reading import Standing
from gateway.services import Services
from gateway.store.tables.records import payloads, submissions


def bundle_of(services: Services, standings: Sequence[Standing]) -> Bundle:
    """The proof bundle that shows every field of the records, as of the last block that is final.

    Batches and nodes that several of them need stand in it once. Raises EvidenceRefused where the node's
    answers prove something else, LedgerUnavailable.
    """
    trees: dict[int, BatchTree] = {}
    with services.store.read() as connection:
        shelf = IdentityShelf(connection)
        evidence = [_evidence(connection, services, standing, trees, shelf) for standing in standings]
    trust = trust_of(services)
    block = last_block(services.ledger, max(map(_told_by, standings)))
    proved = block_evidence(services.ledger, block, proof_requests(evidence, trust))
    return assemble(evidence, proved, trust)


def _told_by(standing: Standing) -> int:
    """The block from which on the ledger says of the record what its reader knows already."""
    return int(standing.row.block if standing.ending is None else standing.ending.block)


def _evidence(
    connection: Connection,
    services: Services,
    standing: Standing,
    trees: dict[int, BatchTree],
    identities: IdentityShelf,
) -> RecordEvidence:
    row = connection.execute(
        select(submissions, payloads.c.seed, payloads.c.body)
        .join(payloads, payloads.c.submission_no == submissions.c.no)
        .where(payloads.c.no == standing.row.no)
    ).one()
    if row.no not in trees:
        trees[row.no] = tree_of(connection, row.no)
    return evidence_of(row, standing.row.position, trees[row.no], services, identities)


def evidence_of(
    row: Any, position: int, tree: BatchTree, services: Services, identities: IdentityShelf
) -> RecordEvidence:
    """The evidence of the record at `position` of its batch; `row` is its submission, with body and seed."""
    batch = Batch(
        BatchRoot(row.root), row.size, row.kind, row.scope, MemberId(row.member), UnixTime(row.valid_until)
    )
    member = services.settings.directory.get(row.member)
    return RecordEvidence(
        commitment=commit(parse_record(row.kind, row.body), row.seed),
        batch=batch,
        signature=Signature(row.signature),
        index=position,
        path=tree.proof(position),
        member_name=None if member is None else member.name,
        identity=identities.of(row.author),
    )


def tree_of(connection: Connection, submission: int) -> BatchTree:
    """The tree over the ids of a batch that was handed in here, by the number of its submission."""
    ids = connection.scalars(
        select(payloads.c.record_id)
        .where(payloads.c.submission_no == submission)
        .order_by(payloads.c.position)
    )
    return BatchTree(RecordId(record_id) for record_id in ids)
