"""A node and a gateway in one process, with an HTTP client of the gateway."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from contracts.acts import address_of, sign_digest
from contracts.genesis import Genesis
from contracts.ids import MemberId, UnixTime, hex0x
from contracts.keccak import keccak
from gateway.app import create_app
from gateway.ledger import InProcessTransport, Ledger
from gateway.services import Services
from gateway.settings import Settings
from gateway.signing import GatewaySigner
from gateway.store import open_store
from ledger_node import Node, SequencerKey, open_node
from tests.gateway.network import Prepared, access_key, make_genesis, make_settings, secret

SEQUENCER = SequencerKey(secret("sequencer"))


def eventually(condition: Callable[[], Any], seconds: float = 20) -> Any:
    """What `condition` gives as soon as it is true; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.01)
    return found


@dataclass
class World:
    """A node and a gateway before it in one process, and an HTTP client of the gateway."""

    path: Path
    genesis: Genesis = field(default_factory=make_genesis)
    database: str | None = None
    """The URL of the gateway's database; SQLite in `path` without one."""
    node: Node | None = None

    def start_node(self) -> Node:
        self.node = open_node(self.path / "node", self.genesis, key=SEQUENCER, sync=False)
        return self.node

    def settings(self, **changed: Any) -> Settings:
        where = {} if self.database is None else {"database_url": self.database}
        return make_settings(self.path, self.genesis, **where, **changed)

    def services(self, now: Callable[[], UnixTime] | None = None, **changed: Any) -> Services:
        assert self.node is not None
        settings = self.settings(**changed)
        ledger = Ledger(InProcessTransport(self.node.rpc, self.node.on_block))
        signer = GatewaySigner(secret("gateway"))
        clock = {} if now is None else {"now": now}
        return Services(settings, open_store(settings.database_url), ledger, signer, **clock)

    @contextmanager
    def gateway(self, *, with_stages: bool = True, **changed: Any) -> Iterator[TestClient]:
        with self.serve(self.services(**changed), with_stages=with_stages) as client:
            yield client

    @contextmanager
    def serve(self, services: Services, *, with_stages: bool = True) -> Iterator[TestClient]:
        try:
            with TestClient(create_app(services, with_stages=with_stages)) as client:
                yield client
        finally:
            services.store.close()

    def close(self) -> None:
        if self.node is not None:
            self.node.close()
            self.node = None


def anchored(client: TestClient, prepared: Prepared) -> dict[str, Any]:
    """Hands `prepared` in and waits until it is anchored."""
    answer = client.post("/v1/submissions", json=prepared.document)
    assert answer.status_code == 202, answer.text
    until = time.monotonic() + 180
    state = client.get(prepared.state_path + "&wait=20").json()
    while state["state"] == "accepted" and time.monotonic() < until:
        state = client.get(prepared.state_path + "&wait=20").json()
    assert state["state"] == "anchored", state
    return state


def sign_in(client: TestClient, member: MemberId) -> dict[str, str]:
    """Signs in with the member's access key; the headers to send."""
    token = token_of(lambda method, path, **content: client.request(method, path, **content).json(), member)
    return {"Authorization": f"Bearer {token}"}


def token_of(request: Callable[..., Any], member: MemberId) -> str:
    """A token for the member's access key; `request` (method, path, json) gives the answer's document."""
    key = access_key(member)
    asked = request("POST", "/v1/sign-in/challenge", json={"address": hex0x(address_of(key))})
    message = asked["message"].encode()
    digest = keccak(b"\x19Ethereum Signed Message:\n%d" % len(message) + message)
    given = {"message": message.decode(), "signature": hex0x(sign_digest(digest, key))}
    return str(request("POST", "/v1/sign-in", json=given)["token"])
