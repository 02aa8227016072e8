"""[verify_offline] from the bytes of a bundle to a verdict, non-revocation included, on one core.

Every bundle is of another record, in another batch of 100, proved at another block, and verified once. What
was checked for one can't be remembered for the next, but for the trust file and for what stands unchanged in
the ledger (the author's key, its member). CPU time counts, and the best of some rounds of other bundles.
`verify_offline_cometbft` are the same bundles under four validators, each with a header and votes of its own.
`verify_merged` counts the records of bundles of 100. TrustVC's figure is integrity and signature of a
document of as many fields; its check of revocation needs a chain. sigstore-python's is a bundle of Sigstore's
production (certificate and its log, entry of the transparency log, signature), with the root of trust that it
brings; it knows no revocation.
"""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from contracts.ids import UnixTime
from contracts.proofs import Trust, verify_all
from gateway.ledger import InProcessTransport, Ledger
from ledger_node import SequencerKey, open_node
from scripts.bench.anchoring import genesis, secret
from scripts.bench.bundles import (
    BATCH,
    BUNDLES,
    MERGED,
    ROUNDS,
    merged_bundles,
    single_bundles,
    trust_in_sequencer,
    trust_in_validators,
    under_validators,
)
from scripts.bench.report import report
from scripts.bench.sigstore import SIGSTORE, sigstore_rate
from scripts.bench.trustvc import TRUSTVC, trustvc_rate


def _seconds(bundles: Sequence[bytes], trust: Trust, now: UnixTime) -> float:
    """How many seconds of a core's time it takes to verify each of `bundles`."""
    start = time.process_time()
    valid = sum(all(verdict.valid for verdict in verify_all(bundle, trust, now)) for bundle in bundles)
    seconds = time.process_time() - start
    if valid != len(bundles):
        raise AssertionError(f"{len(bundles) - valid} bundles were refused")
    return seconds


def _rate(bundles: Sequence[bytes], size: int, trust: Trust, now: UnixTime) -> float:
    """Bundles a second, in the best of the rounds of `size` bundles."""
    rounds = [bundles[start : start + size] for start in range(0, len(bundles), size)]
    return size / min(_seconds(some, trust, now) for some in rounds)


def main() -> None:
    """Make the bundles on a ledger of this run, then verify each once."""
    with tempfile.TemporaryDirectory(prefix="tegata-bench-") as folder:
        node = open_node(Path(folder), genesis(), key=SequencerKey(secret("sequencer")), sync=False)
        try:
            ledger = Ledger(InProcessTransport(node.rpc, node.on_block))
            trust = trust_in_sequencer(ledger)
            single = list(single_bundles(ledger, trust))
            merged = list(merged_bundles(ledger, trust, len(single)))
        finally:
            node.close()
    now = UnixTime(int(time.time()))
    validators = trust_in_validators(trust, now)
    decided = [under_validators(bundle, validators) for bundle in single]
    whole = [under_validators(bundle, validators) for bundle in merged]
    peer = trustvc_rate("verify")
    rate = _rate(single, BUNDLES, trust, now)
    report("verify_offline", rate, peer=f"{TRUSTVC} without revocation", peer_value=peer)
    sigstore = sigstore_rate()
    rate = _rate(decided, BUNDLES, validators, now)
    report("verify_offline_cometbft", rate, peer=SIGSTORE, peer_value=sigstore)
    report("verify_merged", BATCH * _rate(whole, MERGED // ROUNDS, validators, now))
    report("bundle_single", max(map(len, decided)) / 1_000)
    report("bundle_merged", max(map(len, whole)) / 1_000 / BATCH)


if __name__ == "__main__":
    main()
