"""The vectors of a gateway's promises: its keys on the ledger, and what they sign."""

import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from contracts.ids import hex0x
from contracts.proofs import keys_from_json, proved_keys, read_trust
from tests.contracts.proofs.promises import notice, receipt
from tests.contracts.proofs.world import NOW

GOLDEN = json.loads((Path(__file__).parent / "promises.json").read_text("utf-8"))


def test_the_evidence_proves_the_keys() -> None:
    proved = proved_keys(keys_from_json(GOLDEN["evidence"]), read_trust(json.dumps(GOLDEN["trust"])), NOW)
    shown = [{"key": hex0x(key.key), "from": key.start, "until": key.end} for key in proved.keys]
    assert (proved.as_of, shown) == (GOLDEN["as_of"], GOLDEN["keys"])


def test_each_promise_has_its_bytes_and_is_signed_by_the_last_key() -> None:
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(GOLDEN["keys"][-1]["key"][2:]))
    for case, promise in zip(GOLDEN["promises"], (receipt(), notice()), strict=True):
        assert hex0x(promise.message()) == case["message"]
        key.verify(bytes.fromhex(case["signature"][2:]), promise.message())
