"""The golden vectors of what goes to the contracts and what they keep: calldata, slots, words, events."""

from dataclasses import asdict
from enum import IntEnum, IntFlag
from hashlib import sha256
from typing import Any

from contracts import calls, slots
from contracts.acts import Batch, Domain, Revoke, Supersede, address_of, sign
from contracts.artifacts import PREDEPLOYED, artifact
from contracts.ids import BatchRoot, MemberId, hex0x
from contracts.slots import FOREVER, Service

MEMBER = MemberId(11)
ROOT, TARGET = BatchRoot(sha256(b"root").digest()), sha256(b"target").digest()
PLACE = calls.Position(2, (sha256(b"sibling 0").digest(), sha256(b"sibling 1").digest()))
SUCCESSOR_PLACE = calls.Position(0, PLACE.path[:1])
ANCHORED_AT = 1_790_000_000


def ledger_vectors(domain: Domain, key: bytes, batch: Batch, revoke: Revoke, supersede: Supersede) -> Any:
    """Everything of this file, for the acts of acts.json signed with `key`."""
    author = int.from_bytes(address_of(key), "big")
    return {
        "code_hashes": {name: hex0x(artifact(name).code_hash) for name in PREDEPLOYED},
        "positions": {"target": _plain(PLACE), "successor": _plain(SUCCESSOR_PLACE)},
        "calldata": _calldata(domain, key, batch, revoke, supersede),
        "slots": _slots(key),
        "words": _words(author),
    }


def _calldata(
    domain: Domain, key: bytes, batch: Batch, revoke: Revoke, supersede: Supersede
) -> dict[str, str]:
    item = calls.SignedBatch(batch, sign(batch, domain, key))
    signed = {act: sign(act, domain, key) for act in (revoke, supersede)}
    encoded = {
        "anchor": calls.anchor(item),
        "anchorMany": calls.anchor_many([item, item]),
        "revoke": calls.revoke(revoke, PLACE, signed[revoke]),
        "supersede": calls.supersede(supersede, PLACE, SUCCESSOR_PLACE, signed[supersede]),
        "batchOf": calls.batch_of(batch.member, batch.root),
        "endOf": calls.end_of(batch.member, revoke.target),
    }
    return {name: hex0x(data) for name, data in encoded.items()}


def _slots(key: bytes) -> list[dict[str, Any]]:
    address = address_of(key)
    member, service = f"0x{MEMBER:064x}", f"0x{Service.PAYLOAD:064x}"
    placed: tuple[tuple[str, int, list[str], int], ...] = (
        ("Registry", 0, [member, hex0x(ROOT)], slots.batch_slot(MEMBER, ROOT)),
        ("Status", 0, [member, hex0x(TARGET)], slots.status_slot(MEMBER, TARGET)),
        ("Status", 1, [member, hex0x(TARGET)], slots.successor_slot(MEMBER, TARGET)),
        ("Consortium", 0, [], slots.network_id_slot()),
        ("Consortium", 1, [member], slots.member_slot(MEMBER)),
        ("Consortium", 2, [member], slots.name_slot(MEMBER)),
        ("Consortium", 8, [hex0x(address.rjust(32, b"\0"))], slots.key_slot(address)),
        ("Consortium", 14, [hex0x(TARGET)], slots.identifier_slot(TARGET)),
        ("Consortium", 15, [member], slots.gateway_url_slot(MEMBER)),
        (
            "Consortium",
            17,
            [member, service, f"0x{0:064x}"],
            slots.service_key_slot(MEMBER, Service.PAYLOAD, 0),
        ),
    )
    return [
        {"contract": contract, "position": position, "keys": keys, "slot": f"0x{slot:064x}"}
        for contract, position, keys, slot in placed
    ]


def _words(author: int) -> list[dict[str, Any]]:
    batch = author | ANCHORED_AT << 160 | 65_535 << 200 | 1 << 216 | 20 << 224
    end = 2 | 2 << 8 | (ANCHORED_AT + 60) << 16 | author << 56
    key = MEMBER | 3 << 16 | ANCHORED_AT << 32 | FOREVER << 72 | FOREVER << 112 | (ANCHORED_AT - 1) << 152
    country = int.from_bytes(b"VN", "big")
    member = 1 | 1 << 8 | country << 16 | 0b10011 << 32 | 7 << 64 | 12 << 104 | (1 << 11 | 1 << 20) << 128
    read = (
        ("batch", batch, slots.decode_batch(batch)),
        ("end", end, slots.decode_status(end)),
        ("key", key, slots.decode_key(key)),
        ("member", member, slots.decode_member(member)),
    )
    return [
        {"of": what, "word": f"0x{word:064x}", "says": _plain(entry)} for what, word, entry in read if entry
    ]


def _plain(entry: Any) -> dict[str, Any]:
    return {name: _value(value) for name, value in asdict(entry).items()}


def _value(value: Any) -> Any:
    if isinstance(value, bytes):
        return hex0x(value)
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    return int(value) if isinstance(value, IntEnum | IntFlag) else value
