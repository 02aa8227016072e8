"""Golden vectors of a gateway's promises: evidence of its signing keys, a receipt and a notice under one.

Written by `python -m scripts.make_golden`.
"""

from typing import Any

from contracts import slots
from contracts.addresses import CONSORTIUM
from contracts.ids import UnixTime, hex0x
from contracts.proofs import BlockEvidence, GatewayKeys, assemble_keys, key_slots, proved_keys
from contracts.receipts import Notice, Receipt, contents_hash
from contracts.slots import FOREVER, Service
from tests.contracts.proofs.world import (
    BLOCK_TIME,
    MEMBER,
    NETWORK,
    NOW,
    TRUST,
    World,
    public_bytes,
    sequencer_key,
    signed_finality,
)

OLD, CURRENT = sequencer_key(61), sequencer_key(62)
ROTATED = UnixTime(BLOCK_TIME - 1_000)
RECEIVED = UnixTime(BLOCK_TIME - 10)


def keyed(world: World) -> World:
    """`world` with a gateway of the member that changed its signing key once."""
    consortium = world.words["Consortium"]
    consortium[slots.service_key_count_slot(MEMBER, Service.SIGNING)] = 2
    for index, (key, start, end) in enumerate(((OLD, 0, ROTATED), (CURRENT, ROTATED, FOREVER))):
        slot = slots.service_key_slot(MEMBER, Service.SIGNING, index)
        consortium[slot] = int.from_bytes(public_bytes(key), "big")
        consortium[slot + 1] = start | end << 40
    return world


def evidence(world: World, count: int = 2) -> GatewayKeys:
    sealed = world.sealed()
    proof = sealed.get_proof(CONSORTIUM, key_slots(MEMBER, count))
    block = BlockEvidence(sealed.header, signed_finality(sealed.header), (proof,))
    return assemble_keys(MEMBER, block, TRUST)


def receipt() -> Receipt:
    ids = [bytes([n]) * 32 for n in (1, 2, 3)]
    return Receipt(NETWORK, MEMBER, b"\x0a" * 32, contents_hash(ids), RECEIVED, UnixTime(RECEIVED + 3_600))


def notice() -> Notice:
    return Notice(NETWORK, MEMBER, b"\x0a" * 32, 3, RECEIVED)


def make() -> dict[str, Any]:
    """The whole file."""
    found = evidence(keyed(World().crowd(40).admit()))
    proved = proved_keys(found, TRUST, NOW)
    return {
        "trust": TRUST.to_json(),
        "evidence": found.to_json(),
        "as_of": proved.as_of,
        "keys": [{"key": hex0x(key.key), "from": key.start, "until": key.end} for key in proved.keys],
        "promises": [
            {
                "kind": type(promise).__name__.lower(),
                "message": hex0x(promise.message()),
                "signature": hex0x(CURRENT.sign(promise.message())),
            }
            for promise in (receipt(), notice())
        ],
    }
