"""Proof bundles: the evidence of a record, gathered from the payload store and the node at its last block."""

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
from gateway.ledger.evidence import block_evidence, last_block
from gateway.network.trust import trust_of
from gateway.records.reading import Standing
from gateway.services import Services
from gateway.store.tables.records import payloads, submissions


def bundle_of(services: Services, standing: Standing) -> Bundle:
    """The proof bundle that shows every field of the record, as of the last block that is final.

    Raises EvidenceRefused where the node's answers prove something else, LedgerUnavailable.
    """
    with services.store.read() as connection:
        evidence = _evidence(connection, services, standing)
    trust = trust_of(services)
    least = standing.row.block if standing.ending is None else standing.ending.block
    block = last_block(services.ledger, least)
    proved = block_evidence(services.ledger, block, proof_requests([evidence], trust))
    return assemble([evidence], proved, trust)


def _evidence(connection: Connection, services: Services, standing: Standing) -> RecordEvidence:
    row = connection.execute(
        select(submissions, payloads.c.seed, payloads.c.body)
        .join(payloads, payloads.c.submission_no == submissions.c.no)
        .where(payloads.c.no == standing.row.no)
    ).one()
    ids = connection.scalars(
        select(payloads.c.record_id).where(payloads.c.submission_no == row.no).order_by(payloads.c.position)
    )
    tree = BatchTree(RecordId(record_id) for record_id in ids)
    batch = Batch(
        BatchRoot(row.root), row.size, row.kind, row.scope, MemberId(row.member), UnixTime(row.valid_until)
    )
    member = services.settings.directory.get(row.member)
    return RecordEvidence(
        commitment=commit(parse_record(row.kind, row.body), row.seed),
        batch=batch,
        signature=Signature(row.signature),
        index=standing.row.position,
        path=tree.proof(standing.row.position),
        member_name=None if member is None else member.name,
    )
