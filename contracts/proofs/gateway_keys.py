"""Which keys sign for a member's gateway, shown from the ledger's state: `tegata/gateway-keys/1`.

So a receipt is checked without believing the gateway about its own key: finality makes the header true, the
header the state, the state the keys. Made and verified as bundles are (formats §6).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts import slots
from contracts.errors import brief
from contracts.ids import MemberId, NetworkId, UnixTime, hex0x
from contracts.proofs import shape
from contracts.proofs.assembly import BlockEvidence, nodes_of
from contracts.proofs.bundle import Finality
from contracts.proofs.faults import EvidenceRefused, Fault
from contracts.proofs.finality import check_finality
from contracts.proofs.header import decode_header
from contracts.proofs.reading import MAX_HEADER, MAX_NODE, MAX_NODES, finality_from_json
from contracts.proofs.state import StateReader
from contracts.proofs.trie import NodeSet
from contracts.proofs.trust import Trust
from contracts.slots import Service

FORMAT = "tegata/gateway-keys/1"

_EVIDENCE = frozenset({"format", "network", "member", "state", "finality"})


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key (32 bytes) under a gateway's receipts and notices, from `start` until before `end`."""

    key: bytes
    start: UnixTime
    end: UnixTime

    def valid_at(self, time: int) -> bool:
        """Whether the gateway signed with it at `time` (seconds)."""
        return self.start <= time < self.end


@dataclass(frozen=True, slots=True)
class GatewayKeys:
    """Evidence of all the signing keys that a member's gateway has had."""

    network_id: NetworkId
    member: MemberId
    nodes: tuple[bytes, ...]
    header: bytes
    finality: Finality

    def to_json(self) -> dict[str, Any]:
        """The evidence as JSON."""
        return {
            "format": FORMAT,
            "network": hex0x(self.network_id),
            "member": self.member,
            "state": shape.render_state(self.header, self.nodes),
            "finality": self.finality.to_json(),
        }


@dataclass(frozen=True, slots=True)
class ProvedKeys:
    """The signing keys of a member's gateway, oldest first, as the ledger had them at `as_of` (seconds)."""

    member: MemberId
    keys: tuple[SigningKey, ...]
    as_of: UnixTime

    def to_json(self) -> dict[str, Any]:
        """The verdict as JSON."""
        keys = [{"key": hex0x(key.key), "from": key.start, "until": key.end} for key in self.keys]
        return {"outcome": "valid", "member": self.member, "as_of": self.as_of, "keys": keys}


def key_slots(member: MemberId, count: int) -> tuple[int, ...]:
    """Consortium: the slots to ask `eth_getProof` for, where the gateway has had `count` signing keys."""
    keys = [slots.service_key_slot(member, Service.SIGNING, index) for index in range(count)]
    number = slots.service_key_count_slot(member, Service.SIGNING)
    return (number, *(word for slot in keys for word in (slot, slot + 1)))


def assemble_keys(member: MemberId, block: BlockEvidence, trust: Trust) -> GatewayKeys:
    """The evidence from the ledger's answers about `block`; EvidenceRefused where they lack a slot."""
    nodes = NodeSet(nodes_of(block.proofs))
    _keys(StateReader(nodes, decode_header(block.header).state_root, trust.contracts), member)
    return GatewayKeys(trust.network_id, member, nodes.used, block.header, block.finality)


def keys_from_json(document: Any) -> GatewayKeys:
    """The evidence in a JSON value, read strictly; EvidenceRefused (`bundle.format`, `bundle.member`)."""
    found = document.get("format") if isinstance(document, dict) else None
    if found != FORMAT:
        raise EvidenceRefused(Fault.FORMAT, "format", expected=FORMAT, found=brief(found))
    whole: Mapping[str, Any] = shape.members(document, "gateway-keys", _EVIDENCE)
    state = shape.members(whole["state"], "state", frozenset({"header", "nodes"}))
    return GatewayKeys(
        network_id=NetworkId(shape.hexadecimal(whole["network"], "network", 32)),
        member=MemberId(shape.integer(whole["member"], "member", 0xFFFF, 1)),
        nodes=shape.base64_list(state["nodes"], "state/nodes", MAX_NODES, MAX_NODE),
        header=shape.base64(state["header"], "state/header", MAX_HEADER),
        finality=finality_from_json(whole["finality"]),
    )


def proved_keys(evidence: GatewayKeys, trust: Trust, now: UnixTime) -> ProvedKeys:
    """What `evidence` proves under `trust`, at `now` (seconds); EvidenceRefused where it proves nothing.

    How old `as_of` may be is the caller's to judge: a key that was ended since is not seen.
    """
    if evidence.network_id != trust.network_id:
        raise EvidenceRefused(
            Fault.NETWORK, "network", expected=hex0x(trust.network_id), found=hex0x(evidence.network_id)
        )
    header = decode_header(evidence.header)
    as_of = check_finality(evidence.finality, header, trust, now)
    nodes = NodeSet(evidence.nodes)
    keys = _keys(StateReader(nodes, header.state_root, trust.contracts), evidence.member)
    nodes.check_all_used()
    return ProvedKeys(evidence.member, keys, as_of)


def _keys(state: StateReader, member: MemberId) -> tuple[SigningKey, ...]:
    count = state.word("Consortium", slots.service_key_count_slot(member, Service.SIGNING))
    found = []
    for index in range(count):
        slot = slots.service_key_slot(member, Service.SIGNING, index)
        key = state.word("Consortium", slot).to_bytes(32, "big")
        found.append(SigningKey(key, *slots.decode_window(state.word("Consortium", slot + 1))))
    return tuple(found)
