"""Any slots of the ledger's state at one block, shown without a network: `tegata/state/1`.

It names no slots: a reader asks for those it knows, and what the evidence does not hold is unproved. Made and
verified as bundles are (formats §6), and for Utilisation besides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from contracts import slots
from contracts.addresses import REGISTRY, UTILISATION
from contracts.artifacts import artifact
from contracts.errors import brief
from contracts.ids import BlockHeight, NetworkId, UnixTime, hex0x
from contracts.proofs import shape
from contracts.proofs.assembly import BlockEvidence, nodes_of
from contracts.proofs.bundle import Finality
from contracts.proofs.faults import EvidenceRefused, Fault
from contracts.proofs.finality import check_finality
from contracts.proofs.header import decode_header
from contracts.proofs.reading import MAX_HEADER, MAX_NODE, MAX_NODES, finality_from_json
from contracts.proofs.state import StateReader
from contracts.proofs.trie import NodeSet
from contracts.proofs.trust import Trust, TrustedContract

FORMAT = "tegata/state/1"

Wanted = Iterable[tuple[str, int]]
"""(contract, slot) of each word that is to be shown."""

_EVIDENCE = frozenset({"format", "network", "state", "finality"})


@dataclass(frozen=True, slots=True)
class LedgerState:
    """Evidence of some slots of the ledger's contracts at one block."""

    network_id: NetworkId
    nodes: tuple[bytes, ...]
    header: bytes
    finality: Finality

    def to_json(self) -> dict[str, Any]:
        """The evidence as JSON."""
        return {
            "format": FORMAT,
            "network": hex0x(self.network_id),
            "state": shape.render_state(self.header, self.nodes),
            "finality": self.finality.to_json(),
        }


@dataclass(frozen=True, slots=True)
class ProvedState:
    """The state of block `number`, which was the ledger's latest as of `as_of` (seconds)."""

    state: StateReader
    nodes: NodeSet
    number: BlockHeight
    as_of: UnixTime

    def to_json(self) -> dict[str, Any]:
        """The verdict as JSON: the block is final. What it holds, readers of known slots ask."""
        return {"outcome": "valid", "block": self.number, "as_of": self.as_of}


def with_utilisation(trust: Trust) -> Trust:
    """`trust`, with the predeployed Utilisation contract beside those that a trust file names.

    Its code holds the addresses of the other three, so the code that this version knows is bound to them.
    Only where they stand at their fixed addresses; on another chain nothing is added.
    """
    if "Utilisation" in trust.contracts or trust.contracts["Registry"].address != REGISTRY:
        return trust
    added = TrustedContract(UTILISATION, frozenset({artifact("Utilisation").code_hash}))
    return replace(trust, contracts={**trust.contracts, "Utilisation": added})


def state_requests(wanted: Wanted, trust: Trust) -> tuple[tuple[Any, tuple[int, ...]], ...]:
    """What to ask `eth_getProof` for, all at one block: (address, slots) of each contract."""
    known = with_utilisation(trust).contracts
    asked: dict[str, dict[int, None]] = {}
    for contract, slot in wanted:
        asked.setdefault(contract, {})[slot] = None
    return tuple((known[name].address, tuple(some)) for name, some in asked.items())


def assemble_state(wanted: Wanted, block: BlockEvidence, trust: Trust) -> LedgerState:
    """The evidence of `wanted` from the ledger's answers about `block`; EvidenceRefused where one lacks."""
    nodes = NodeSet(nodes_of(block.proofs))
    state = StateReader(nodes, decode_header(block.header).state_root, with_utilisation(trust).contracts)
    for contract, slot in wanted:
        state.word(contract, slot)
    return LedgerState(trust.network_id, nodes.used, block.header, block.finality)


def state_from_json(document: Any) -> LedgerState:
    """The evidence in a JSON value, read strictly; EvidenceRefused (`bundle.format`, `bundle.member`)."""
    found = document.get("format") if isinstance(document, dict) else None
    if found != FORMAT:
        raise EvidenceRefused(Fault.FORMAT, "format", expected=FORMAT, found=brief(found))
    whole: Mapping[str, Any] = shape.members(document, "state", _EVIDENCE)
    state = shape.members(whole["state"], "state", frozenset({"header", "nodes"}))
    return LedgerState(
        network_id=NetworkId(shape.hexadecimal(whole["network"], "network", 32)),
        nodes=shape.base64_list(state["nodes"], "state/nodes", MAX_NODES, MAX_NODE),
        header=shape.base64(state["header"], "state/header", MAX_HEADER),
        finality=finality_from_json(whole["finality"]),
    )


def proved_state(evidence: LedgerState, trust: Trust, now: UnixTime) -> ProvedState:
    """The state that `evidence` proves under `trust`, at `now` (seconds); EvidenceRefused where it proves
    nothing. A slot that it does not hold is refused when it is asked for.
    """
    if evidence.network_id != trust.network_id:
        raise EvidenceRefused(
            Fault.NETWORK, "network", expected=hex0x(trust.network_id), found=hex0x(evidence.network_id)
        )
    header = decode_header(evidence.header)
    as_of = check_finality(evidence.finality, header, trust, now)
    nodes = NodeSet(evidence.nodes)
    contracts = with_utilisation(trust).contracts
    return ProvedState(StateReader(nodes, header.state_root, contracts), nodes, header.number, as_of)


def line_words(lineage: bytes, line: int) -> list[tuple[str, int]]:
    """Utilisation: the balance of a line, the record disclosed last, its batch, the debit written last."""
    slot = slots.line_slot(lineage, line)
    return [("Utilisation", slot + index) for index in range(4)]
