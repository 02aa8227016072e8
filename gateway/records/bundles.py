"""Proof bundles: the evidence of a record, gathered from the payload store and the node at its last block."""

from sqlalchemy import Connection, select

from contracts.acts import Batch
from contracts.batches import BatchTree
from contracts.commitment import commit
from contracts.ids import BatchRoot, MemberId, RecordId, Signature, UnixTime
from contracts.proofs import (
    BlockEvidence,
    Bundle,
    RecordEvidence,
    Trust,
    assemble,
    embedded_trust,
    proof_requests,
)
from contracts.records import parse_record
from gateway.ledger.evidence import block_evidence, last_block
from gateway.records.reading import Standing
from gateway.services import Services
from gateway.store.tables.records import payloads, submissions


def bundle_of(services: Services, standing: Standing) -> Bundle:
    """The proof bundle that shows every field of the record, as of the node's last block.

    Raises EvidenceRefused where the node's answers prove something else, LedgerUnavailable.
    """
    with services.store.read() as connection:
        evidence = _evidence(connection, services, standing)
    trust = trust_of(services)
    return assemble([evidence], _block_evidence(services, evidence, trust), trust)


def trust_of(services: Services) -> Trust:
    """The trust file of this network, as this gateway's genesis file and node give it."""
    genesis, ledger = services.settings.genesis, services.ledger
    first = ledger.block(0)
    return embedded_trust(ledger.domain.network_id, genesis.chain_id, first.hash, genesis.sequencer)


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


def _block_evidence(services: Services, evidence: RecordEvidence, trust: Trust) -> BlockEvidence:
    """The node's answers about its last block."""
    ledger = services.ledger
    return block_evidence(ledger, last_block(ledger), proof_requests([evidence], trust))
