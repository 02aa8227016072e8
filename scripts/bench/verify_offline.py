"""[verify_offline] from the bytes of a bundle to a verdict, non-revocation included, on one core.

Every bundle is of another record, in another batch of 100, proved at another block, and verified once. What
was checked for one can't be remembered for the next, but for the trust file and for what stands unchanged in
the ledger (the author's key, its member). CPU time counts, and the best of some rounds of other bundles.
TrustVC's figure is integrity and signature of a document of as many fields; its check of revocation needs a
chain.
"""

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contracts import calls
from contracts.acts import Batch, sign
from contracts.batches import BatchTree
from contracts.calls import SignedBatch
from contracts.commitment import commit
from contracts.ids import Signature, UnixTime, hex0x, unhex
from contracts.proofs import (
    BlockEvidence,
    EmbeddedFinality,
    RecordEvidence,
    Trust,
    assemble,
    embedded_trust,
    proof_requests,
    verify,
)
from contracts.records import Kind
from contracts.scopes import scope_of
from gateway.ledger import InProcessTransport, Ledger
from gateway.outbox.transactions import Relay
from ledger_node import SequencerKey, open_node
from scripts.bench.anchoring import AUTHOR, CHAIN_ID, NETWORK, genesis, secret
from scripts.bench.report import report
from scripts.bench.samples import certificates
from scripts.bench.trustvc import TRUSTVC, trustvc_rate

ROUNDS, BUNDLES, BATCH = 5, 200, 100
"""Rounds, bundles in each, records in a batch."""


def anchored_bundles(ledger: Ledger) -> tuple[Trust, list[bytes]]:
    """Bundles as they are handed on, each of a record that was anchored in the ledger's last block then."""
    sequencer = SequencerKey(secret("sequencer")).public
    trust = embedded_trust(NETWORK, CHAIN_ID, ledger.block(0).hash, sequencer)
    return trust, list(_bundles(ledger, trust))


def _bundles(ledger: Ledger, trust: Trust) -> Iterator[bytes]:
    relay = Relay(secret("relay"), CHAIN_ID)
    ids = [commit(record, bytes(32)) for record in certificates(BATCH, AUTHOR)]
    for nonce in range(ROUNDS * BUNDLES):
        seed = nonce.to_bytes(32, "big")
        one = commit(certificates(1, AUTHOR)[0], seed)
        commitments = [one, *ids[1:]]
        tree = BatchTree(each.id for each in commitments)
        until = UnixTime(int(time.time()) + 3_600)
        batch = Batch(tree.root, BATCH, Kind.ORIGIN_CERTIFICATE.value, scope_of("RCEP"), AUTHOR, until)
        signature = sign(batch, trust.domain, secret("author"))
        _anchor(ledger, relay, nonce, SignedBatch(batch, signature))
        evidence = RecordEvidence(one, batch, signature, 0, tree.proof(0), "Issuing body")
        yield json.dumps(assemble([evidence], _block(ledger, evidence, trust), trust).to_json()).encode()


def _anchor(ledger: Ledger, relay: Relay, nonce: int, item: SignedBatch) -> None:
    transaction = relay.transaction(nonce, calls.anchor(item), 200_000)
    ledger.send_raw(transaction.raw)
    while ledger.receipt(transaction.hash) is None:
        time.sleep(0.001)


def _block(ledger: Ledger, evidence: RecordEvidence, trust: Trust) -> BlockEvidence:
    height = hex(ledger.height())
    proofs = tuple(
        ledger.request("eth_getProof", hex0x(contract), [hex(slot) for slot in slots], height)
        for contract, slots in proof_requests([evidence], trust)
    )
    answer: dict[str, Any] = ledger.request("tegata_finality", height)
    stated = answer["finality"]
    finality = EmbeddedFinality(
        UnixTime(stated["time"]), Signature(unhex(stated["signature"], 64, "signature"))
    )
    return BlockEvidence(bytes.fromhex(answer["header_rlp"][2:]), finality, proofs)


def _seconds(bundles: list[bytes], trust: Trust, now: UnixTime) -> float:
    """How many seconds of a core's time it takes to verify each of `bundles`."""
    start = time.process_time()
    valid = sum(verify(bundle, trust, now).valid for bundle in bundles)
    seconds = time.process_time() - start
    if valid != len(bundles):
        raise AssertionError(f"{len(bundles) - valid} bundles were refused")
    return seconds


def main() -> None:
    """Make the bundles on a ledger of this run, then verify each once."""
    with tempfile.TemporaryDirectory(prefix="tegata-bench-") as folder:
        node = open_node(Path(folder), genesis(), key=SequencerKey(secret("sequencer")), sync=False)
        try:
            trust, bundles = anchored_bundles(Ledger(InProcessTransport(node.rpc, node.on_block)))
        finally:
            node.close()
    peer = trustvc_rate("verify")
    now = UnixTime(int(time.time()))
    rounds = [bundles[start : start + BUNDLES] for start in range(0, len(bundles), BUNDLES)]
    rate = BUNDLES / min(_seconds(some, trust, now) for some in rounds)
    report("verify_offline", rate, peer=f"{TRUSTVC} without revocation", peer_value=peer)


if __name__ == "__main__":
    main()
