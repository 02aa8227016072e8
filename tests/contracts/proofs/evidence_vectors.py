"""Golden vectors of evidence beside bundles: state, two debits in conflict, a case's dossier, signing keys.

Each of `evidence` has what it proves; each of `refusals` changes one place of one of them. Written by
`python -m scripts.make_golden`.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from contracts import slots
from contracts.acts import (
    CaseRequest,
    CaseStep,
    Debit,
    DebitAct,
    Domain,
    StepKind,
    WholeDebit,
    address_of,
    sign,
)
from contracts.addresses import UTILISATION, VERIFICATION
from contracts.cases import Taken, case_id, content_of, head_of
from contracts.ids import MemberId, RecordId, UnixTime, hex0x
from contracts.proofs import BlockEvidence, EvidenceRefused
from contracts.proofs.conflict import SignedDebit, assemble_conflict, conflict_words
from contracts.proofs.dossier import DossierStep, assemble_dossier, dossier_slots
from contracts.proofs.evidence import proved_evidence
from contracts.proofs.ledger_state import assemble_state, line_words, state_requests, with_utilisation
from contracts.slots import CaseState
from tests.contracts.proofs.promises import evidence as signing_keys
from tests.contracts.proofs.promises import keyed
from tests.contracts.proofs.vectors import apply
from tests.contracts.proofs.world import (
    BLOCK_TIME,
    CHAIN_ID,
    NETWORK,
    NOW,
    TRUST,
    SealedWorld,
    World,
    key_word,
    signed_finality,
)

CUSTOMS, OTHER_CUSTOMS, ISSUER = MemberId(1), MemberId(2), MemberId(3)
KEYS = {CUSTOMS: b"\x21" * 32, OTHER_CUSTOMS: b"\x22" * 32, ISSUER: b"\x23" * 32}
LINEAGE = RecordId(b"\x51" * 32)
HERE, THERE = b"\x61" * 32, b"\x62" * 32
"""Declaration lines, hidden."""
UNTIL = UnixTime(BLOCK_TIME + 3_600)
COVERED, DRAWN, ASKED = 10 * 10**9, 6 * 10**9, 5 * 10**9
QUESTION = {
    "format": "tegata/case-request/1",
    "reason": "無作為抽出",
    "questions": ["Which producer?"],
    "records": [{"id": "0x" + "07" * 32, "\ue000": 1, "\U0001f6a2": [True, False]}],
}
ANSWER = {"format": "tegata/case-step/1", "text": 'Plant 2.\n\u2028"\\\x01'}


def ledger() -> World:
    """A ledger with five contracts, of whose members three have a key."""
    words: dict[str, dict[int, int]] = {
        name: {} for name in ("Consortium", "Registry", "Status", "Utilisation", "Verification")
    }
    world = keyed(World(words=words).crowd(24).admit())
    for member, key in KEYS.items():
        world.words["Consortium"][slots.key_slot(address_of(key))] = key_word(member)
    for other in range(24):
        world.words["Utilisation"][slots.line_slot(LINEAGE, 100 + other)] = COVERED | ISSUER << 224
    return world


def block_of(sealed: SealedWorld, asked: Iterable[tuple[Any, tuple[int, ...]]]) -> BlockEvidence:
    proofs = tuple(sealed.get_proof(*request) for request in asked)
    return BlockEvidence(sealed.header, signed_finality(sealed.header), proofs)


def debit(member: MemberId, d: bytes, quantity: int = ASKED, revision: int = 1) -> SignedDebit:
    act = Debit(member, ISSUER, LINEAGE, 0, d, quantity, b"C62", revision, UNTIL, UNTIL)
    return signed(act)


def whole_debit(member: MemberId, d: bytes) -> SignedDebit:
    return signed(WholeDebit(member, ISSUER, LINEAGE, 0, d, 1, UNTIL, UNTIL))


def signed(act: DebitAct) -> SignedDebit:
    domain = replace(TRUST.domain, verifying_contract=UTILISATION)
    return SignedDebit(act, sign(act, domain, KEYS[act.member]))


def drawn(world: World, standing: SignedDebit) -> World:
    """`world`, with the line opened and `standing` written last."""
    act, written = standing.act, world.words["Utilisation"]
    whole = isinstance(act, WholeDebit)
    quantity = act.quantity if isinstance(act, Debit) else 0
    unit = 0 if whole else int.from_bytes(b"C62", "big")
    covered = 0 if whole else COVERED
    line = slots.line_slot(LINEAGE, 0)
    written[line] = covered | quantity << 100 | unit << 200 | ISSUER << 224 | int(whole) << 240
    written[line + 1] = int.from_bytes(LINEAGE, "big")
    written[line + 3] = int.from_bytes(act.d, "big")
    written[slots.debit_slot(LINEAGE, 0, act.d)] = (
        quantity | UNTIL << 100 | BLOCK_TIME << 140 | act.revision << 180 | act.member << 212
        | 1 << 228 | int(whole) << 232
    )  # fmt: skip
    return world


def conflict(standing: SignedDebit, refused: SignedDebit) -> dict[str, Any]:
    sealed, trust = drawn(ledger(), standing).sealed(), with_utilisation(TRUST)
    wanted = conflict_words(standing, refused, trust)
    block = block_of(sealed, state_requests(wanted, trust))
    return assemble_conflict(standing, refused, wanted, block, trust).to_json()


def state() -> dict[str, Any]:
    sealed, trust = drawn(ledger(), debit(CUSTOMS, HERE, DRAWN)).sealed(), with_utilisation(TRUST)
    wanted = [*line_words(LINEAGE, 0), ("Utilisation", slots.debit_slot(LINEAGE, 0, HERE))]
    return assemble_state(wanted, block_of(sealed, state_requests(wanted, trust)), trust).to_json()


def dossier(*, compromised: bool = False, silent: bool = False) -> dict[str, Any]:
    """A question that was answered in full; `silent` leaves out what was said."""
    salts = [bytes([n]) * 32 for n in (8, 9)]
    content = content_of(QUESTION, salts[0])
    request = CaseRequest(CUSTOMS, ISSUER, 1, 20, content, 1, 0, 30, 60, UNTIL)
    case = case_id(CUSTOMS, content)
    answer = CaseStep(
        ISSUER, case, StepKind.FULLY_ANSWERED, 1, content_of(ANSWER, salts[1]), UnixTime(0), UNTIL
    )
    domain = Domain(CHAIN_ID, VERIFICATION, NETWORK)
    taken = [
        Taken(act, address_of(KEYS[act.member]), UnixTime(BLOCK_TIME - 100 + n))
        for n, act in enumerate((request, answer))
    ]
    said = zip(taken, (QUESTION, ANSWER), salts, strict=True)
    steps = tuple(
        DossierStep(step)
        if silent
        else DossierStep(step, what, salt, sign(step.act, domain, KEYS[step.act.member]))
        for step, what, salt in said
    )
    world = ledger()
    slot = slots.case_slot(case)
    due = BLOCK_TIME + 30 * 86_400
    state_bits = CaseState.ANSWERED << 56 | 2 << 64 | due << 136 | (due + 86_400) << 176
    world.words["Verification"][slot] = CUSTOMS | ISSUER << 16 | 20 << 32 | 1 << 48 | state_bits
    world.words["Verification"][slot + 1] = int.from_bytes(head_of(taken), "big")
    if compromised:
        key = slots.key_slot(address_of(KEYS[ISSUER]))
        world.words["Consortium"][key] = key_word(ISSUER, compromised_since=BLOCK_TIME - 1_000)
    block = block_of(world.sealed(), dossier_slots(case, steps, TRUST))
    return assemble_dossier(case, steps, block, TRUST).to_json()


EVIDENCE: dict[str, Callable[[], dict[str, Any]]] = {
    "a line's balance": state,
    "more than is left": lambda: conflict(debit(CUSTOMS, HERE, DRAWN), debit(OTHER_CUSTOMS, THERE)),
    "the whole of a line that is drawn on": lambda: conflict(
        debit(CUSTOMS, HERE, DRAWN), whole_debit(OTHER_CUSTOMS, THERE)
    ),
    "beside one who holds the whole line": lambda: conflict(
        whole_debit(CUSTOMS, HERE), debit(OTHER_CUSTOMS, THERE)
    ),
    "a case": dossier,
    "a case without what was said": lambda: dossier(silent=True),
    "a case with a compromised key": lambda: dossier(compromised=True),
    "a gateway's signing keys": lambda: signing_keys(ledger()).to_json(),
}

_CONFLICT, _CASE, _KEYS = "more than is left", "a case", "a gateway's signing keys"
_ELSEWHERE = ("/network", "0x" + "42" * 32)
_LATER = ("/finality/time", BLOCK_TIME + 1)

_REFUSALS: list[tuple[str, str, str, Any]] = [
    (f"{of}: {name}", of, at, value)
    for of in ("a line's balance", _CONFLICT, _CASE, _KEYS)
    for name, at, value in (
        ("another network", *_ELSEWHERE),
        ("another time", *_LATER),
        ("no finality", "/finality", {"kind": "promise"}),
        ("another format", "/format", "tegata/proof/2"),
        ("an unknown member", "/note", "x"),
    )
] + [
    ("what would fit", _CONFLICT, "/refused/act/quantity", str(4 * 10**9)),
    ("a quantity as a number", _CONFLICT, "/refused/act/quantity", ASKED),
    ("a quantity of 257 bits", _CONFLICT, "/refused/act/quantity", str(1 << 256)),
    ("a quantity of 5,000 digits", _CONFLICT, "/refused/act/quantity", "9" * 5_000),
    ("a quantity with a zero before it", _CONFLICT, "/refused/act/quantity", "05000000000"),
    ("a member of 17 bits", _CONFLICT, "/refused/act/member", 65_536),
    ("another member", _CONFLICT, "/refused/act/member", 7),
    ("another line", _CONFLICT, "/refused/act/line", 1),
    ("another declaration", _CONFLICT, "/standing/act/d", "0x" + "63" * 32),
    ("the same declaration", _CONFLICT, "/refused/act/d", hex0x(HERE)),
    ("an earlier revision", _CONFLICT, "/standing/act/revision", 2),
    ("another unit", _CONFLICT, "/refused/act/unit", hex0x(b"KGM")),
    ("another type", _CONFLICT, "/refused/type", "whole_debit"),
    ("an unknown type", _CONFLICT, "/refused/type", "credit"),
    ("no signature", _CONFLICT, "/refused/signature", "0x" + "00" * 65),
    ("no nodes", _CONFLICT, "/state/nodes", []),
    ("another case", _CASE, "/case", "0x" + "42" * 32),
    ("another time of a step", _CASE, "/steps/1/time", BLOCK_TIME),
    ("another key of a step", _CASE, "/steps/1/key", hex0x(address_of(KEYS[CUSTOMS]))),
    ("another answer", _CASE, "/steps/1/payload/text", "Plant 3."),
    ("a fraction in an answer", _CASE, "/steps/1/payload/text", 1.5),
    ("nothing as an answer", _CASE, "/steps/1/payload", None),
    ("another salt", _CASE, "/steps/1/salt", "0x" + "01" * 32),
    ("another signature", _CASE, "/steps/1/signature", "0x" + "01" * 65),
    ("another kind of step", _CASE, "/steps/1/act/kind", 2),
    ("a step as a request", _CASE, "/steps/1/type", "request"),
    ("no steps", _CASE, "/steps", []),
    ("another member's keys", _KEYS, "/member", 4),
    ("no member", _KEYS, "/member", 0),
]  # fmt: skip


def make() -> dict[str, Any]:
    """The whole file."""
    documents = {name: made() for name, made in EVIDENCE.items()}
    return {
        "trust": TRUST.to_json(),
        "now": NOW,
        "line": {"lineage": hex0x(LINEAGE), "line": 0, "d": hex0x(HERE)},
        "evidence": [
            {"name": name, "proved": proved_in(document), "document": document}
            for name, document in documents.items()
        ],
        "refusals": [
            {
                "name": name,
                "of": of,
                "at": at,
                "value": value,
                "fault": _fault(apply(documents[of], at, value)),
            }
            for name, of, at, value in _REFUSALS
        ],
    }


def proved_in(document: Any) -> dict[str, Any]:
    return proved_evidence(json.dumps(document).encode(), TRUST, NOW).to_json()


def _fault(document: Any) -> str:
    try:
        proved_in(document)
    except EvidenceRefused as refused:
        return refused.fault.value
    raise AssertionError("accepted")
