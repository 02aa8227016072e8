"""Proof bundles to measure with: of a ledger of this run, or as they would be under validators."""

import json
import time
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts import calls
from contracts.acts import Batch, sign
from contracts.batches import BatchTree
from contracts.calls import SignedBatch
from contracts.commitment import Commitment, commit
from contracts.ids import BlockHeight, Signature, UnixTime, hex0x, unhex
from contracts.keccak import keccak
from contracts.proofs import (
    BlockEvidence,
    CometBftFinality,
    EmbeddedFinality,
    RecordEvidence,
    Trust,
    assemble,
    embedded_trust,
    proof_requests,
)
from contracts.proofs.consensus import BlockId, Commit, CommitSig, ConsensusHeader, Timestamp, validator_set
from contracts.proofs.consensus.messages import COMMIT
from contracts.proofs.consensus.signed import SignedHeader, header_hash, needed_votes, vote_message
from contracts.proofs.epochs import TRUSTING_PERIOD, CometBftEpoch, Seen
from contracts.records import Kind
from contracts.scopes import scope_of
from gateway.ledger import Ledger
from gateway.outbox.transactions import Relay
from ledger_node import SequencerKey
from scripts.bench.anchoring import AUTHOR, CHAIN_ID, NETWORK, secret
from scripts.bench.samples import certificates

ROUNDS, BUNDLES, BATCH, MERGED = 5, 200, 100, 20
"""Rounds, bundles in each, records in a batch, and bundles of a whole one."""


VALIDATORS = tuple(Ed25519PrivateKey.from_private_bytes(secret(f"validator {n}")) for n in range(4))


def trust_in_sequencer(ledger: Ledger) -> Trust:
    """The trust file of the ledger of this run."""
    sequencer = SequencerKey(secret("sequencer")).public
    return embedded_trust(NETWORK, CHAIN_ID, ledger.block(0).hash, sequencer)


def trust_in_validators(trust: Trust, now: UnixTime) -> Trust:
    """The same trust file, if four validators had made its blocks."""
    validators = validator_set((key.public_key().public_bytes_raw(), 10) for key in VALIDATORS)
    seen = Seen(1, now, BlockHeight(0), trust.genesis_hash)
    return replace(trust, epochs=(CometBftEpoch(validators, BlockHeight(0), 0, TRUSTING_PERIOD, seen),))


def single_bundles(ledger: Ledger, trust: Trust) -> Iterator[bytes]:
    """Bundles as they are handed on, each of a record that was anchored in the ledger's last block then."""
    relay = Relay(secret("relay"), CHAIN_ID)
    ids = [commit(record, bytes(32)) for record in certificates(BATCH, AUTHOR)]
    for nonce in range(ROUNDS * BUNDLES):
        seed = nonce.to_bytes(32, "big")
        one = commit(certificates(1, AUTHOR)[0], seed)
        evidence = _anchored(ledger, relay, nonce, [one, *ids[1:]], trust)
        yield _bundle(ledger, evidence[:1], trust)


def merged_bundles(ledger: Ledger, trust: Trust, first_nonce: int) -> Iterator[bytes]:
    """Bundles of a whole batch of BATCH records each."""
    relay = Relay(secret("relay"), CHAIN_ID)
    records = certificates(BATCH, AUTHOR)
    for nonce in range(first_nonce, first_nonce + MERGED):
        seed = nonce.to_bytes(32, "little")
        commitments = [commit(record, sha256(seed + bytes([n])).digest()) for n, record in enumerate(records)]
        yield _bundle(ledger, _anchored(ledger, relay, nonce, commitments, trust), trust)


def under_validators(bundle: bytes, trust: Trust) -> bytes:
    """The bundle, with a header of its own and three of four validators' votes for it."""
    document = json.loads(bundle)
    state = b64decode(document["state"]["header"])
    document["finality"] = _decided(keccak(state), trust, document["finality"]["time"]).to_json()
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _anchored(
    ledger: Ledger, relay: Relay, nonce: int, commitments: Sequence[Commitment], trust: Trust
) -> list[RecordEvidence]:
    tree = BatchTree(each.id for each in commitments)
    until = UnixTime(int(time.time()) + 3_600)
    batch = Batch(tree.root, len(commitments), Kind.ORIGIN_CERTIFICATE.value, scope_of("RCEP"), AUTHOR, until)
    signature = sign(batch, trust.domain, secret("author"))
    _anchor(ledger, relay, nonce, SignedBatch(batch, signature))
    return [
        RecordEvidence(each, batch, signature, place, tree.proof(place), "Issuing body")
        for place, each in enumerate(commitments)
    ]


def _bundle(ledger: Ledger, evidence: Sequence[RecordEvidence], trust: Trust) -> bytes:
    return assemble(evidence, _block(ledger, evidence, trust), trust).encode()


def _decided(app_hash: bytes, trust: Trust, time: int) -> CometBftFinality:
    epoch = trust.epochs[-1]
    assert isinstance(epoch, CometBftEpoch)
    validators, digest = epoch.validators, sha256(app_hash).digest()
    parts, voters = BlockId(digest, 1, digest), validators.hash
    header = ConsensusHeader(
        11,
        1,
        trust.chain_id_of_votes,
        2,
        Timestamp(time, 1),
        parts,
        *(digest, digest, voters, voters, digest, app_hash, digest, digest, digest[:20]),
    )
    commit = Commit(2, 0, BlockId(header_hash(header), 1, digest), ())
    keys = {key.public_key().public_bytes_raw(): key for key in VALIDATORS}
    votes = tuple(
        CommitSig(
            COMMIT,
            each.address,
            Timestamp(time, place),
            keys[each.public_key].sign(vote_message(header.chain_id, commit, Timestamp(time, place))),
        )
        for place, each in enumerate(validators.validators)
    )
    needed = needed_votes(SignedHeader(header, replace(commit, signatures=votes)), validators)
    return CometBftFinality(header.encode(), needed.encode())


def _anchor(ledger: Ledger, relay: Relay, nonce: int, item: SignedBatch) -> None:
    transaction = relay.transaction(nonce, calls.anchor(item), 200_000)
    ledger.send_raw(transaction.raw)
    while ledger.receipt(transaction.hash) is None:
        time.sleep(0.001)


def _block(ledger: Ledger, evidence: Sequence[RecordEvidence], trust: Trust) -> BlockEvidence:
    height = hex(ledger.height())
    proofs = tuple(
        ledger.request("eth_getProof", hex0x(contract), [hex(slot) for slot in slots], height)
        for contract, slots in proof_requests(evidence, trust)
    )
    answer: dict[str, Any] = ledger.request("tegata_finality", height)
    stated = answer["finality"]
    finality = EmbeddedFinality(
        UnixTime(stated["time"]), Signature(unhex(stated["signature"], 64, "signature"))
    )
    return BlockEvidence(bytes.fromhex(answer["header_rlp"][2:]), finality, proofs)
