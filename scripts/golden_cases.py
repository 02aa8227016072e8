"""Golden vectors of verification cases: the acts, what they commit to, the chain of steps, an envelope."""

import json
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.acts import (
    Addressee,
    CaseAct,
    CaseRequest,
    CaseStep,
    Domain,
    StepKind,
    address_of,
    digest,
    sign,
)
from contracts.addresses import VERIFICATION
from contracts.cases import Taken, canonical, case_id, content_of, head_of
from contracts.ids import MemberId, NetworkId, Signature, UnixTime, hex0x
from contracts.terms import Start
from gateway.cases.sealing import (
    Address,
    Envelope,
    EnvelopeInvalid,
    open_sealed,
    public_payload_key,
    read_envelope,
    seal,
)

KEY = sha256(b"tegata golden vectors: never use this key").digest()
PAYLOAD_SECRET = sha256(b"tegata golden payload key: never use this key").digest()
GATEWAY_SECRET = sha256(b"tegata golden gateway key: never use this key").digest()
NETWORK = NetworkId(sha256(b"tegata golden network").digest())
DOMAIN = Domain(743_001, VERIFICATION, NETWORK)
ASKER, ASKED = MemberId(1), MemberId(11)
UNTIL, ASKED_AT = UnixTime(1_800_000_000), UnixTime(1_790_000_000)

QUESTION = {
    "format": "tegata/case-request/1",
    "agreement": "RCEP",
    "legal_basis": "RCEP Agreement Art. 3.24",
    "reason": "無作為抽出",
    "questions": ["Which producer made the goods?"],
    "records": [],
}
ANSWER = {"format": "tegata/case-step/1", "answers": ["Hoa Sen, plant 2."]}


def golden_case() -> tuple[CaseRequest, tuple[CaseStep, ...]]:
    """A request, and a step of every kind after it."""
    asked = content_of(QUESTION, _salt(0))
    request = CaseRequest(ASKER, ASKED, Addressee.ISSUING_BODY, 20, asked, Start.RECEIVED, 0, 30, 60, UNTIL)
    case, steps = case_id(ASKER, asked), []
    for number, kind in enumerate(StepKind, 1):
        member = ASKED if kind.is_respondents else ASKER
        due = UnixTime(ASKED_AT + 90 * 86_400) if kind is StepKind.EXTENDED else UnixTime(0)
        content = content_of(ANSWER, _salt(number))
        steps.append(CaseStep(member, case, kind, number, content, due, UNTIL))
    return request, tuple(steps)


def case_vectors(kept: Path) -> dict[str, Any]:
    """The whole file. `kept` is the one that stands: encryption is never twice the same, so its sealed bytes
    stay while they open.
    """
    request, steps = golden_case()
    key = address_of(KEY)
    acts: tuple[CaseAct, ...] = (request, *steps)
    taken = [Taken(act, key, UnixTime(ASKED_AT + n)) for n, act in enumerate(acts)]
    return {
        "domain": {
            "name": "Tegata",
            "version": "1",
            "chainId": DOMAIN.chain_id,
            "verifyingContract": hex0x(DOMAIN.verifying_contract),
            "salt": hex0x(DOMAIN.network_id),
        },
        "private_key": hex0x(KEY),
        "signer": hex0x(key),
        "payloads": [_payload(QUESTION, 0), _payload(ANSWER, 1)],
        "case": hex0x(case_id(ASKER, request.content)),
        "acts": [_vector(act) for act in acts],
        "chain": [
            {"time": step.time, "head": hex0x(head_of(taken[: n + 1]))} for n, step in enumerate(taken)
        ],
        "envelope": _envelope(request, kept),
    }


def _salt(number: int) -> bytes:
    return sha256(b"salt %d" % number).digest()


def _payload(payload: dict[str, Any], number: int) -> dict[str, Any]:
    salt = _salt(number)
    return {
        "payload": payload,
        "salt": hex0x(salt),
        "canonical": hex0x(canonical(payload)),
        "content": hex0x(content_of(payload, salt)),
    }


def _vector(act: CaseAct) -> dict[str, Any]:
    message = {each.name: getattr(act, each.name) for each in fields(act)}
    return {
        "type": act.TYPE,
        "message": {name: hex0x(v) if isinstance(v, bytes) else int(v) for name, v in message.items()},
        "words": hex0x(act.words()),
        "struct_hash": hex0x(act.struct_hash()),
        "digest": hex0x(digest(act, DOMAIN)),
        "signature": hex0x(sign(act, DOMAIN, KEY)),
    }


def _envelope(request: CaseRequest, kept: Path) -> dict[str, Any]:
    address = Address(NETWORK, ASKER, ASKED, case_id(ASKER, request.content), 0, request.content)
    signature = Signature(sign(request, DOMAIN, KEY))
    inside = {"payload": QUESTION, "salt": hex0x(_salt(0)), "signature": hex0x(signature)}
    sealed = _sealed(kept, address, inside)
    message = address.message(sealed)
    gateway = Ed25519PrivateKey.from_private_bytes(GATEWAY_SECRET)
    return {
        "payload_secret": hex0x(PAYLOAD_SECRET),
        "payload_key": hex0x(public_payload_key(PAYLOAD_SECRET)),
        "gateway_key": hex0x(gateway.public_key().public_bytes_raw()),
        "info": hex0x(address.info),
        "message": hex0x(message),
        "inside": inside,
        "document": Envelope(address, sealed, gateway.sign(message)).to_json(),
    }


def _sealed(kept: Path, address: Address, inside: dict[str, Any]) -> bytes:
    """The sealed bytes of the file that stands, if they hold `inside` for this address; else new ones."""
    if kept.exists():
        before = read_envelope(json.loads(kept.read_text("utf-8"))["envelope"]["document"])
        try:
            if before.address == address and open_sealed(before, PAYLOAD_SECRET) == inside:
                return before.sealed
        except EnvelopeInvalid:
            pass  # sealed under other inputs: sealed anew below
    return seal(address, inside, public_payload_key(PAYLOAD_SECRET))
