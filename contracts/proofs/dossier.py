"""A verification case in one file, `tegata/dossier/1`: made, read, verified without a network (formats §4).

The ledger keeps one word that chains every act of a case with its key and time. Finality makes the header
true, the header the state, the state that word; the acts in the file must lead to it, so none is missing,
altered or out of order. What was said must lead to the commitments in the acts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts import slots
from contracts.acts import CaseAct, CaseRequest, CaseStep, Domain, StepKind, recover
from contracts.addresses import VERIFICATION
from contracts.artifacts import artifact
from contracts.cases import Taken, case_id, content_of, head_of
from contracts.errors import SignatureInvalid, brief
from contracts.ids import Address, CaseId, NetworkId, Signature, UnixTime, hex0x
from contracts.proofs import shape
from contracts.proofs.acts import read_act
from contracts.proofs.assembly import BlockEvidence, nodes_of
from contracts.proofs.bundle import Finality
from contracts.proofs.faults import EvidenceRefused, Fault
from contracts.proofs.finality import check_finality
from contracts.proofs.header import decode_header
from contracts.proofs.reading import MAX_HEADER, MAX_NODE, MAX_NODES, finality_from_json
from contracts.proofs.state import StateReader
from contracts.proofs.trie import NodeSet
from contracts.proofs.trust import Trust, TrustedContract
from contracts.slots import CaseEntry

FORMAT = "tegata/dossier/1"
_DOSSIER = frozenset({"format", "network", "case", "steps", "state", "finality"})
_STEP = frozenset({"type", "act", "key", "time"})
_SAID = frozenset({"payload", "salt", "signature"})
_MOST_STEPS = 1_000
_LARGEST = 2**40
_CASE_ACTS: Mapping[str, type[CaseRequest] | type[CaseStep]] = {"request": CaseRequest, "step": CaseStep}


@dataclass(frozen=True, slots=True)
class DossierStep:
    """A step: what was signed, and where it is at hand, what was said, with its salt and signature."""

    taken: Taken
    payload: Any | None = None
    salt: bytes = b""
    signature: bytes = b""

    @property
    def kind(self) -> str:
        """What the step is, as a word: `request`, or the name of a kind of step."""
        act = self.taken.act
        return "request" if isinstance(act, CaseRequest) else step_name(act.kind)

    def to_json(self) -> dict[str, Any]:
        """The step as JSON."""
        act = self.taken.act
        said: dict[str, Any] = {}
        if self.payload is not None:
            said = {"payload": self.payload, "salt": hex0x(self.salt), "signature": hex0x(self.signature)}
        return {
            "type": "request" if isinstance(act, CaseRequest) else "step",
            "act": {n: hex0x(v) if isinstance(v, bytes) else v for n, v in vars(act).items()},
            "key": hex0x(self.taken.key),
            "time": self.taken.time,
            **said,
        }


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case with the evidence for it."""

    network_id: NetworkId
    case: CaseId
    steps: tuple[DossierStep, ...]
    nodes: tuple[bytes, ...]
    header: bytes
    finality: Finality

    def to_json(self) -> dict[str, Any]:
        """The dossier as JSON."""
        return {
            "format": FORMAT,
            "network": hex0x(self.network_id),
            "case": hex0x(self.case),
            "steps": [step.to_json() for step in self.steps],
            "state": shape.render_state(self.header, self.nodes),
            "finality": self.finality.to_json(),
        }


@dataclass(frozen=True, slots=True)
class ProvedCase:
    """What a dossier proves, as of `as_of` (seconds): how the case stands, and its steps in full.

    `said` counts the steps whose payload is in the file; `compromised` are those by a key that counts as
    compromised from before them.
    """

    entry: CaseEntry
    steps: tuple[DossierStep, ...]
    as_of: UnixTime
    said: int
    compromised: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        """The verdict as JSON."""
        return {
            "outcome": "unauthorised" if self.compromised else "valid",
            "state": self.entry.state.name.lower(),
            "member": self.entry.member,
            "respondent": self.entry.respondent,
            "as_of": self.as_of,
            "due": self.entry.due or None,
            "shown": self.said,
            "by_compromised_keys": list(self.compromised),
            "steps": [
                {"kind": step.kind, "time": step.taken.time, "payload": step.payload} for step in self.steps
            ],
        }


def step_name(kind: int) -> str:
    """The name of a kind of step, in small letters; its number for one that this version does not know."""
    try:
        return StepKind(kind).name.lower()
    except ValueError:
        return f"step {kind}"


def dossier_slots(
    case: CaseId, steps: tuple[DossierStep, ...], trust: Trust
) -> list[tuple[Address, tuple[int, ...]]]:
    """What to ask `eth_getProof` for: the case's two words, and the keys that acted."""
    slot = slots.case_slot(case)
    keys = tuple(dict.fromkeys(slots.key_slot(step.taken.key) for step in steps))
    return [(VERIFICATION, (slot, slot + 1)), (trust.contracts["Consortium"].address, keys)]


def assemble_dossier(
    case: CaseId, steps: tuple[DossierStep, ...], block: BlockEvidence, trust: Trust
) -> Dossier:
    """The dossier as of a block; EvidenceRefused where the ledger has other steps than these."""
    nodes = NodeSet(nodes_of(block.proofs))
    _check_steps(case, steps, _state(nodes, block.header, trust), trust)
    return Dossier(trust.network_id, case, steps, nodes.used, block.header, block.finality)


def dossier_from_json(document: Any) -> Dossier:
    """The dossier in a JSON value, read strictly; EvidenceRefused (`bundle.*`) for any other value."""
    found = document.get("format") if isinstance(document, dict) else None
    if found != FORMAT:
        raise EvidenceRefused(Fault.FORMAT, "format", expected=FORMAT, found=brief(found))
    whole = shape.members(document, "dossier", _DOSSIER)
    state = shape.members(whole["state"], "state", frozenset({"header", "nodes"}))
    steps = shape.array(whole["steps"], "steps", _MOST_STEPS, 1)
    return Dossier(
        network_id=NetworkId(shape.hexadecimal(whole["network"], "network", 32)),
        case=CaseId(shape.hexadecimal(whole["case"], "case", 32)),
        steps=tuple(_step(step, f"steps/{place}") for place, step in enumerate(steps)),
        nodes=shape.base64_list(state["nodes"], "state/nodes", MAX_NODES, MAX_NODE),
        header=shape.base64(state["header"], "state/header", MAX_HEADER),
        finality=finality_from_json(whole["finality"]),
    )


def verify_dossier(dossier: Dossier, trust: Trust, now: UnixTime) -> ProvedCase:
    """What a dossier proves under `trust`; EvidenceRefused where anything in it is not so."""
    if dossier.network_id != trust.network_id:
        raise EvidenceRefused(
            Fault.NETWORK, "network", expected=hex0x(trust.network_id), found=hex0x(dossier.network_id)
        )
    header = decode_header(dossier.header)
    as_of = check_finality(dossier.finality, header, trust, now)
    nodes = NodeSet(dossier.nodes)
    entry, compromised = _check_steps(
        dossier.case, dossier.steps, _state(nodes, dossier.header, trust), trust
    )
    nodes.check_all_used()
    said = sum(step.payload is not None for step in dossier.steps)
    return ProvedCase(entry, dossier.steps, as_of, said, compromised)


def _state(nodes: NodeSet, header: bytes, trust: Trust) -> StateReader:
    """The state under a header, with the contract of cases: its code is the one that this version knows."""
    known = TrustedContract(VERIFICATION, frozenset({artifact("Verification").code_hash}))
    return StateReader(nodes, decode_header(header).state_root, {**trust.contracts, "Verification": known})


def _check_steps(
    case: CaseId, steps: tuple[DossierStep, ...], state: StateReader, trust: Trust
) -> tuple[CaseEntry, tuple[int, ...]]:
    slot = slots.case_slot(case)
    entry = slots.decode_case(state.word("Verification", slot))
    head = state.word("Verification", slot + 1).to_bytes(32, "big")
    if entry is None or head_of(step.taken for step in steps) != head:
        raise EvidenceRefused(
            Fault.CASE_STEPS, "steps", expected="every act of the case as the ledger took it", found="others"
        )
    opening = steps[0].taken.act
    if not isinstance(opening, CaseRequest) or case_id(opening.member, opening.content) != case:
        raise EvidenceRefused(
            Fault.CASE_STEPS, "case", expected="the case that the request opened", found=hex0x(case)
        )
    domain = Domain(trust.chain_id, VERIFICATION, trust.network_id)
    compromised = []
    for place, step in enumerate(steps):
        _check_said(step, domain, f"steps/{place}")
        key = slots.decode_key(state.word("Consortium", slots.key_slot(step.taken.key)))
        if key is None or step.taken.time >= key.compromised_since:
            compromised.append(place)
    return entry, tuple(compromised)


def _check_said(step: DossierStep, domain: Domain, where: str) -> None:
    if step.payload is None:
        return
    if content_of(step.payload, step.salt) != step.taken.act.content:
        raise EvidenceRefused(
            Fault.CASE_PAYLOAD,
            f"{where}/payload",
            expected=f"what {hex0x(step.taken.act.content)} commits to",
            found="another payload or salt",
        )
    try:
        signer = recover(step.taken.act, domain, Signature(step.signature))
    except SignatureInvalid:
        signer = None
    if signer != step.taken.key:
        raise EvidenceRefused(
            Fault.CASE_SIGNATURE,
            f"{where}/signature",
            expected=f"one by {hex0x(step.taken.key)}",
            found="another",
        )


def _step(value: Any, where: str) -> DossierStep:
    optional = _SAID if isinstance(value, dict) and "payload" in value else frozenset()
    given = shape.members(value, where, _STEP | optional)
    taken = Taken(
        _act(given, where),
        Address(shape.hexadecimal(given["key"], f"{where}/key", 20)),
        UnixTime(shape.integer(given["time"], f"{where}/time", _LARGEST)),
    )
    if not optional:
        return DossierStep(taken)
    return DossierStep(
        taken,
        _payload(given["payload"], f"{where}/payload"),
        shape.hexadecimal(given["salt"], f"{where}/salt", 32),
        shape.hexadecimal(given["signature"], f"{where}/signature", 65),
    )


def _payload(value: Any, where: str) -> Any:
    """What was said: any JSON but null, whose numbers are whole, so that every language spells it alike."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inside:
        if each is not None:
            _payload(each, where)
    if value is None or isinstance(value, float):
        shape.refuse(where, "what was said, in JSON without fractions", brief(value))
    return value


def _act(given: dict[str, Any], where: str) -> CaseAct:
    kind = _CASE_ACTS.get(given["type"]) if isinstance(given["type"], str) else None
    if kind is None:
        shape.refuse(f"{where}/type", "request or step", brief(given["type"]))
    return read_act(kind, given["act"], f"{where}/act")
