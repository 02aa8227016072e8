"""Making a bundle from what a payload store, a batch and the ledger's answers hold; it checks itself.

The maker reads the state as the verifier will, so the bundle has exactly the nodes that are needed, and what
the verifier would refuse is refused here first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from contracts.acts import Batch, recover
from contracts.commitment import Commitment
from contracts.fingerprints import name_hash
from contracts.ids import Address, RecordId, Signature
from contracts.proofs.bundle import BoundStatement, Bundle, Disclosed, Finality, ProvedBatch, ProvedRecord
from contracts.proofs.header import decode_header
from contracts.proofs.record import check_record
from contracts.proofs.state import (
    StateReader,
    identity_slots,
    read_batch,
    read_end,
    read_identity,
    slots_to_prove,
)
from contracts.proofs.trie import NodeSet
from contracts.proofs.trust import Trust
from contracts.records.kinds import KINDS, Kind


@dataclass(frozen=True, slots=True)
class RecordEvidence:
    """One record as a payload store keeps it: its commitment and its place in a signed batch."""

    commitment: Commitment
    batch: Batch
    signature: Signature
    index: int
    path: tuple[bytes, ...]
    member_name: str | None = None
    """The legal name the member was admitted under; left out of the bundle where it is not that name."""
    identity: BoundStatement | None = None
    """What X.509 says of the author's key, where the ledger has it bound."""


class SignedBatch(NamedTuple):
    """A batch with its author's signature, and what X.509 says of the author's key."""

    batch: Batch
    signature: Signature
    identity: BoundStatement | None


@dataclass(frozen=True, slots=True)
class BlockEvidence:
    """The ledger's answers about one block: header, finality, and `eth_getProof` for each contract at it."""

    header: bytes
    finality: Finality
    proofs: tuple[Mapping[str, Any], ...]


def proof_requests(
    records: Sequence[RecordEvidence], trust: Trust
) -> tuple[tuple[Address, tuple[int, ...]], ...]:
    """What to ask `eth_getProof` for, all at one block: (contract, slots)."""
    batches: dict[SignedBatch, list[RecordId]] = {}
    for record in records:
        signed = SignedBatch(record.batch, record.signature, record.identity)
        batches.setdefault(signed, []).append(record.commitment.id)
    return requests_for(batches, trust)


def requests_for(
    batches: Mapping[SignedBatch, Sequence[RecordId]], trust: Trust
) -> tuple[tuple[Address, tuple[int, ...]], ...]:
    """The same for the ids of records, by their batch: what they state is not needed to ask."""
    wanted: dict[str, dict[int, None]] = {name: {} for name in trust.contracts}
    for (batch, signature, identity), ids in batches.items():
        author = recover(batch, trust.domain, signature)
        for name, some in slots_to_prove(batch.member, batch.root, author, ids).items():
            wanted[name].update(dict.fromkeys(some))
        if identity is not None:
            wanted["Consortium"].update(dict.fromkeys(identity_slots(identity)))
    return tuple((trust.contracts[name].address, tuple(some)) for name, some in wanted.items())


def assemble(records: Sequence[RecordEvidence], block: BlockEvidence, trust: Trust) -> Bundle:
    """The bundle that shows every field of `records`, as of `block`; batches and trie nodes stand in it once.

    Raises EvidenceRefused where the answers do not prove what the bundle needs: not anchored yet, another
    block's proofs, other code. Whether the sequencer really signed is left to the verifier.
    """
    signed = {record.batch: record for record in records}
    places = {batch: place for place, batch in enumerate(signed)}
    nodes = NodeSet(nodes_of(block.proofs))
    state = StateReader(nodes, decode_header(block.header).state_root, trust.contracts)
    identities = tuple(dict.fromkeys(each.identity for each in signed.values() if each.identity))
    batches = tuple(_batch(record, state, identities) for record in signed.values())
    for place, bound in enumerate(identities):
        read_identity(state, bound, f"identities/{place}")
    proved = tuple(_record(record, places[record.batch]) for record in records)
    for number, record in enumerate(proved):
        batch = batches[record.batch]
        check_record(record, batch, f"records/{number}", records[number].commitment.root)
        read_end(state, batch.member, record.id)
    return Bundle(trust.network_id, proved, batches, nodes.used, block.header, block.finality, identities)


def _record(evidence: RecordEvidence, batch: int) -> ProvedRecord:
    """The record with every field shown; `batch` is its batch's place in the bundle."""
    commitment = evidence.commitment
    paths, typed, _ = commitment.flattened
    return ProvedRecord(
        id=commitment.id,
        version=KINDS[Kind(evidence.batch.kind)].version,
        count=len(commitment.leaves),
        shown=Disclosed(tuple(range(len(paths))), paths, typed, tuple(commitment.salts)),
        hidden=(),
        hidden_paths=(),
        batch=batch,
        index=evidence.index,
        path=evidence.path,
    )


def _batch(evidence: RecordEvidence, state: StateReader, identities: Sequence[BoundStatement]) -> ProvedBatch:
    """The batch as signed, with the member's name if it is the one whose hash the ledger keeps."""
    batch, name = evidence.batch, evidence.member_name
    facts = read_batch(state, batch.member, batch.root, "batches")
    admitted = name is not None and name_hash(name) == facts.name_hash
    return ProvedBatch(
        root=batch.root,
        count=batch.count,
        kind=batch.kind,
        scope=batch.scope,
        member=batch.member,
        valid_until=batch.valid_until,
        signature=evidence.signature,
        name=name if admitted else None,
        identity=None if evidence.identity is None else identities.index(evidence.identity),
    )


def nodes_of(proofs: Iterable[Mapping[str, Any]]) -> dict[bytes, None]:
    """The trie nodes in answers of `eth_getProof` (EIP-1186), each once."""
    nodes: dict[bytes, None] = {}
    for proof in proofs:
        for path in (proof["accountProof"], *(slot["proof"] for slot in proof["storageProof"])):
            nodes.update(dict.fromkeys(bytes.fromhex(node[2:]) for node in path))
    return nodes
