"""Customs of Japan and an issuing body of Viet Nam, each with a gateway of its own before one ledger."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from pydantic import SecretBytes

from contracts.acts import CaseAct, CaseRequest, CaseStep, StepKind, address_of, sign
from contracts.acts.eip712 import Domain
from contracts.addresses import VERIFICATION
from contracts.cases import case_id, content_of
from contracts.genesis import (
    Genesis,
    GenesisGateway,
    GenesisKey,
    GenesisMember,
    GenesisServiceKey,
)
from contracts.ids import CaseId, MemberId, UnixTime, hex0x
from contracts.scopes import scope_of
from gateway.app import create_app
from gateway.cases.sealing import public_payload_key
from gateway.courier import PeerUnreachable
from gateway.ledger import InProcessTransport, Ledger
from gateway.services import Services
from gateway.settings import Settings
from gateway.signing import GatewaySigner
from gateway.stages import running_stages
from gateway.store import open_store
from ledger_node import Node, open_node
from tests.gateway.network import (
    CHAIN_ID,
    CUSTOMS,
    ISSUER,
    NETWORK_ID,
    author_key,
    make_genesis,
    public_key,
    secret,
)
from tests.gateway.world import SEQUENCER, eventually, sign_in

QUESTIONS = Domain(CHAIN_ID, VERIFICATION, NETWORK_ID)
URLS = {CUSTOMS: "http://customs.test", ISSUER: "http://issuer.test"}


def genesis_of_two() -> Genesis:
    """The other tests' members; the issuing body has a gateway of its own, and a relay key."""
    genesis = make_genesis()
    members = [_with_gateway(m) if m.number in URLS else m for m in genesis.members]
    return genesis.model_copy(update={"members": tuple(members)})


def _with_gateway(member: GenesisMember) -> GenesisMember:
    number = MemberId(member.number)
    gateway = GenesisGateway(
        url=URLS[number],
        signing_key=GenesisServiceKey(public_key=public_key(f"gateway {number}")),
        payload_key=GenesisServiceKey(public_key=public_payload_key(secret(f"payload {number}"))),
    )
    keys = [key for key in member.keys if "relay" not in key.purposes]
    keys.append(GenesisKey(address=address_of(secret(f"relay {number}")), purposes=("relay",)))
    return member.model_copy(update={"gateway": gateway, "keys": tuple(keys)})


@dataclass
class Two:
    """Both gateways, running; `posts` are what they sent each other, and `cut` stops that."""

    customs: TestClient
    issuer: TestClient
    services: dict[MemberId, Services]
    posts: list[dict[str, Any]] = field(default_factory=list)
    cut: bool = False
    ahead: int = 0
    """Seconds by which both gateways' clocks are ahead."""

    tokens: dict[MemberId, dict[str, str]] = field(default_factory=dict)

    def headers(self, member: MemberId) -> dict[str, str]:
        """What a member that has signed in at its gateway sends."""
        if member not in self.tokens:
            self.tokens[member] = sign_in(self.client(member), member)
        return self.tokens[member]

    def client(self, member: MemberId) -> TestClient:
        return self.issuer if member == ISSUER else self.customs

    def carry(self, url: str, document: Any) -> Any:
        """The courier between them."""
        if self.cut:
            raise PeerUnreachable(url, expected="a receipt", found="nothing")
        self.posts.append(document)
        member = next(number for number, base in URLS.items() if url.startswith(base))
        answer = self.client(member).post(url.removeprefix(URLS[member]), json=document)
        if answer.status_code != 200:
            raise PeerUnreachable(url, expected="a receipt", found=answer.text)
        return answer.json()

    def get(self, member: MemberId, path: str) -> Any:
        client = self.client(member)
        answer = client.get(path, headers=self.headers(member))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def case(self, member: MemberId, case: CaseId) -> Any:
        return self.get(member, f"/v1/cases/{hex0x(case)}")

    def take(self, act: CaseAct, payload: Any, salt: bytes, *, key: bytes | None = None) -> CaseId:
        """Hands an act in at its member's gateway, and waits until the ledger and both tables have it."""
        answer = self.hand_in(act, payload, salt, key=key)
        assert answer.status_code == 202, answer.text
        case = case_id(act.member, act.content) if isinstance(act, CaseRequest) else CaseId(act.case_id)
        number = 0 if isinstance(act, CaseRequest) else act.number

        def has(member: MemberId) -> bool:
            client = self.client(member)
            answer = client.get(f"/v1/cases/{hex0x(case)}", headers=self.headers(member))
            return answer.status_code == 200 and len(answer.json()["steps"]) > number

        for member in (CUSTOMS, ISSUER):
            eventually(lambda m=member: has(m), 60)
        return case

    def hand_in(self, act: CaseAct, payload: Any, salt: bytes, *, key: bytes | None = None) -> Any:
        fields = {n: hex0x(v) if isinstance(v, bytes) else v for n, v in vars(act).items()}
        document = {
            "type": "request" if isinstance(act, CaseRequest) else "step",
            "act": fields,
            "signature": hex0x(sign(act, QUESTIONS, key or author_key(act.member))),
            "payload": payload,
            "salt": hex0x(salt),
        }
        return self.client(act.member).post("/v1/case-acts", json=document)

    def read_by(self, member: MemberId, case: CaseId, number: int) -> Any:
        """What was said in a step, once it is at the gateway of `member`."""
        return eventually(lambda: self.case(member, case)["steps"][number]["payload"], 60)


def question(agreement: str = "RCEP", **changed: Any) -> tuple[dict[str, Any], bytes]:
    """What customs ask, and a fresh salt."""
    said = {
        "format": "tegata/case-request/1",
        "agreement": agreement,
        "legal_basis": "RCEP Agreement Art. 3.24",
        "reason": "The quantity on the certificate exceeds the exporter's capacity.",
        "questions": ["Which producer made the goods?"],
        **changed,
    }
    return said, os.urandom(32)


def request_of(said: dict[str, Any], salt: bytes, **changed: Any) -> CaseRequest:
    """The signed form of a question to the issuing body."""
    fields: dict[str, Any] = {
        "member": CUSTOMS,
        "respondent": ISSUER,
        "addressee": 1,
        "scope": scope_of(said["agreement"]),
        "content": content_of(said, salt),
        "start": 2,
        "months": 0,
        "reply": 30,
        "extension": 60,
        "valid_until": UnixTime(int(time.time()) + 3_600),
        **changed,
    }
    return CaseRequest(**fields)


def step_of(
    case: CaseId, kind: StepKind, number: int, *, member: MemberId | None = None, due: int = 0, **said: Any
) -> tuple[CaseStep, dict[str, Any], bytes]:
    """A step with its payload and salt."""
    payload = {
        "format": "tegata/case-step/1",
        "case": hex0x(case),
        "kind": kind.name.lower(),
        "text": "See the enclosed.",
        **said,
    }
    salt = os.urandom(32)
    whose = member or (ISSUER if kind.is_respondents else CUSTOMS)
    until = UnixTime(int(time.time()) + 3_600)
    act = CaseStep(whose, case, int(kind), number, content_of(payload, salt), UnixTime(due), until)
    return act, payload, salt


@contextmanager
def two_gateways(folder: Path, more: dict[MemberId, dict[str, Any]] | None = None) -> Iterator[Two]:
    """A node, and both gateways before it; `more` are settings of each."""
    genesis = genesis_of_two()
    node = open_node(folder / "node", genesis, key=SEQUENCER, sync=False)
    made: list[Two] = []

    def courier(url: str, document: Any) -> Any:
        return made[0].carry(url, document)

    def now() -> UnixTime:
        return UnixTime(int(time.time()) + (made[0].ahead if made else 0))

    services = {
        member: _services(folder, genesis, node, member, now, courier, (more or {}).get(member, {}))
        for member in URLS
    }
    try:
        with (
            TestClient(create_app(services[CUSTOMS], with_stages=False), base_url=URLS[CUSTOMS]) as customs,
            TestClient(create_app(services[ISSUER], with_stages=False), base_url=URLS[ISSUER]) as issuer,
        ):
            made.append(Two(customs, issuer, services))

            with running_stages(services[CUSTOMS]), running_stages(services[ISSUER]):
                yield made[0]
    finally:
        for one in services.values():
            one.store.close()
        node.close()


def _services(
    folder: Path,
    genesis: Genesis,
    node: Node,
    member: MemberId,
    now: Callable[[], UnixTime],
    courier: Callable[[str, Any], Any],
    more: dict[str, Any],
) -> Services:
    settings = Settings(
        database_url=f"sqlite:///{folder / f'{member}.db'}",
        member=member,
        public_url=URLS[member],
        relay_key=SecretBytes(secret(f"relay {member}")),
        gateway_key=SecretBytes(secret(f"gateway {member}")),
        payload_key=SecretBytes(secret(f"payload {member}")),
        genesis=genesis,
        **more,
    )
    ledger = Ledger(InProcessTransport(node.rpc, node.on_block))
    signer = GatewaySigner(secret(f"gateway {member}"))
    return Services(settings, open_store(settings.database_url), ledger, signer, now=now, courier=courier)
