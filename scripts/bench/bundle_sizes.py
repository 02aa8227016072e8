"""[bundle_sizes] how large bundles are on a ledger of a million batches, under four validators.

Records of 40 fields, all shown. `bundle_single_million` is the largest of bundles of one record, each of
another batch of 100, whatever has ended; `bundle_merged_million` is, by the record, the largest of bundles of
100 records of one batch where one batch in a hundred has ended (the lines before: one in a thousand, one in
ten); `bundle_scattered_million` one of 100 records that stand in 100 batches. Each is verified.
"""

import time

from contracts.acts import Batch, sign
from contracts.batches import BatchTree
from contracts.commitment import commit
from contracts.ids import UnixTime
from contracts.keccak import keccak
from contracts.proofs import (
    BlockEvidence,
    EmbeddedFinality,
    RecordEvidence,
    Trust,
    assemble,
    embedded_trust,
    proof_requests,
    verify_all,
)
from contracts.records import Kind
from contracts.scopes import scope_of
from ledger_node import SequencerKey, rlp
from scripts.bench.anchoring import AUTHOR, CHAIN_ID, NETWORK, secret
from scripts.bench.bundles import trust_in_validators, under_validators
from scripts.bench.million import ANCHORED_AT, NAME, MillionState, million
from scripts.bench.report import report
from scripts.bench.samples import certificates

BATCH, BUNDLES, MERGED = 100, 100, 10
ENDED = (1_000, 100_000, 10_000)
"""How many of a million batches have ended; what is usual last."""


def _signed(trust: Trust) -> list[list[RecordEvidence]]:
    """Batches of 100 records, BUNDLES of them."""
    records = certificates(BATCH, AUTHOR)
    found = []
    for number in range(BUNDLES):
        seeds = (keccak(bytes([number, place])) for place in range(BATCH))
        commitments = [commit(record, seed) for record, seed in zip(records, seeds, strict=True)]
        tree = BatchTree(each.id for each in commitments)
        until = UnixTime(ANCHORED_AT + 3_600)
        batch = Batch(tree.root, BATCH, Kind.ORIGIN_CERTIFICATE.value, scope_of("RCEP"), AUTHOR, until)
        signature = sign(batch, trust.domain, secret("author"))
        found.append(
            [
                RecordEvidence(each, batch, signature, place, tree.proof(place), NAME)
                for place, each in enumerate(commitments)
            ]
        )
    return found


def _header(root: bytes, now: UnixTime) -> bytes:
    """A block's header as Prague has it, over that state."""
    zero, height, moment = bytes(32), rlp.encode_uint(1_000_000), rlp.encode_uint(now)
    gas = rlp.encode_uint(30_000_000)
    before = [zero, zero, bytes(20), root, zero, zero, bytes(256), b"", height, gas, b"", moment]
    return rlp.encode([*before, NETWORK, zero, bytes(8), b"", zero, b"", b"", zero, zero])


def _bundle(evidence: list[RecordEvidence], state: MillionState, trust: Trust, now: UnixTime) -> bytes:
    proofs = tuple(state.get_proof(*request) for request in proof_requests(evidence, trust))
    finality = EmbeddedFinality(now, bytes(64))  # stands until the validators' takes its place
    block = BlockEvidence(_header(state.root, now), finality, proofs)
    bundle = assemble(evidence, block, trust).encode()
    validators = trust_in_validators(trust, now)
    decided = under_validators(bundle, validators)
    if not all(verdict.valid for verdict in verify_all(decided, validators, now)):
        raise AssertionError("a bundle was refused")
    return decided


def main() -> None:
    """Make the state, then the bundles, and report the largest of each kind."""
    trust = embedded_trust(NETWORK, CHAIN_ID, bytes(32), SequencerKey(secret("sequencer")).public)
    now = UnixTime(int(time.time()))
    batches = _signed(trust)
    single: list[bytes] = []
    for ended, state in zip(ENDED, million((one[0].batch for one in batches), ENDED), strict=True):
        single += [_bundle(records[:1], state, trust, now) for records in batches]
        merged = [_bundle(records, state, trust, now) for records in batches[:MERGED]]
        scattered = _bundle([records[0] for records in batches], state, trust, now)
        sizes = f"{_kilobytes(merged):.2f} kB a record, {_kilobytes([scattered]):.2f} scattered"
        print(f"  ({ended} ended: {sizes})", flush=True)
    report("bundle_single_million", max(map(len, single)) / 1_000)
    report("bundle_merged_million", _kilobytes(merged))
    report("bundle_scattered_million", _kilobytes([scattered]))


def _kilobytes(bundles: list[bytes]) -> float:
    """Of the largest of bundles of 100, by the record."""
    return max(map(len, bundles)) / 1_000 / BATCH


if __name__ == "__main__":
    main()
