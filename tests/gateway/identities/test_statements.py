"""A key's statement is taken in once it is bound, carried in bundles, shown by name under a chosen root."""

import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from clients.consortium import ConsortiumNode, Signer, execute, find_proposal, propose, send_act
from contracts import calls
from contracts.acts import Domain, address_of
from contracts.acts.governance import VerifyIdentifier
from contracts.acts.membership import BindIdentity
from contracts.addresses import CONSORTIUM
from contracts.genesis import Genesis, GenesisKey
from contracts.ids import MemberId, UnixTime, hex0x
from contracts.proofs import IdentityStatement, Outcome, Shown, Topic, bundle_from_json, read_trust, verify
from contracts.proofs.identity import root_identifier, sign_statement
from contracts.slots import FOREVER
from gateway.access.officers import create_officer
from gateway.archive.checking import check_archive
from gateway.outbox.transactions import Relay
from gateway.store.tables.chain import blocks
from gateway.store.tables.identities import identity_statements
from tests.contracts.proofs.authority import chain, ec_key
from tests.contracts.proofs.today import certified_today, root_today
from tests.gateway.archive.test_archive import copied, edited, exported, signed_anew
from tests.gateway.network import (
    CHAIN_ID,
    CUSTOMS,
    EXPORTER,
    NETWORK_ID,
    author_key,
    invoice,
    make_genesis,
    prepare,
    secret,
)
from tests.gateway.world import World, anchored, eventually, sign_in

NAME = "Tan Long Garment JSC"
KEY = address_of(author_key(EXPORTER))
ROOT = root_today("Trade Root", 1)
LEAF = certified_today(NAME, ec_key(3), ROOT)
SOON = UnixTime(FOREVER - 1)


def genesis() -> Genesis:
    """The usual members; the exporter governs its own keys, and alone decides what the members decide."""
    made = make_genesis()
    own = tuple(
        GenesisKey(address=address_of(secret(f"{purpose} of the exporter")), purposes=(purpose,))
        for purpose in ("govern", "relay")
    )
    members = tuple(
        member.model_copy(update={"keys": (*member.keys, *own), "voter": True})
        if member.number == EXPORTER
        else member
        for member in made.members
    )
    return made.model_copy(update={"members": members})


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, genesis())
    made.start_node()
    yield made
    made.close()


class Seat:
    """The exporter's own place in the consortium."""

    def __init__(self, world: World) -> None:
        assert world.node is not None
        self.node = ConsortiumNode(world.node.serve().url)
        relay = Relay(secret("relay of the exporter"), CHAIN_ID)
        domain = Domain(CHAIN_ID, CONSORTIUM, NETWORK_ID)
        self.signer = Signer(EXPORTER, secret("govern of the exporter"), relay, domain)

    def bind(self, statement: IdentityStatement) -> None:
        revision = self.node.number(calls.revision_of(EXPORTER))
        act = BindIdentity(EXPORTER, statement.key, statement.digest, revision, self._until())
        send_act(self.node, self.signer, act)

    def choose(self, root: bytes) -> None:
        act = VerifyIdentifier(EXPORTER, root_identifier(root), EXPORTER, FOREVER, self._until())
        number = propose(self.node, self.signer, act)
        execute(self.node, self.signer.relay, self.signer.domain, find_proposal(self.node, number))

    def _until(self) -> UnixTime:
        block = self.node.ask("eth_getBlockByNumber", "latest", False)
        return UnixTime(int(block["timestamp"], 16) + 86_400)


def statement(member: MemberId = EXPORTER) -> IdentityStatement:
    return sign_statement(NETWORK_ID, member, KEY, chain(LEAF, ROOT), LEAF.private)


def hand_in(client: TestClient, some: IdentityStatement) -> int:
    return client.post("/v1/identity-statements", json=some.to_json()).status_code


def test_a_bound_statement_is_carried_in_bundles_and_names_under_the_chosen_root(world: World) -> None:
    seat, some = Seat(world), statement()
    with world.gateway() as client:
        prepared = prepare([invoice("INV-1")])
        anchored(client, prepared)
        headers = sign_in(client, EXPORTER)
        proof = f"/v1/records/{hex0x(prepared.ids[0])}/proof"
        assert "identities" not in client.get(proof, headers=headers).json()
        assert hand_in(client, some) == 400, "not bound yet"
        assert client.get(f"/v1/identity-statements/{hex0x(KEY)}").status_code == 404
        seat.bind(some)
        assert [hand_in(client, some) for _ in range(2)] == [200, 200]
        kept = client.get(f"/v1/identity-statements/{hex0x(KEY)}").json()
        assert kept == {"index": 0, "statement": some.to_json()}

        trust = read_trust(client.get("/v1/trust").text)
        bundle = bundle_from_json(client.get(proof, headers=headers).json())
        verdict = verify(bundle, trust, UnixTime(bundle.finality.time))  # type: ignore[union-attr] # a sequencer's
        assert verdict.outcome is Outcome.VALID
        assert verdict.claim(Topic.IDENTITY).details["statement"]["fault"] == "identity.root"
        seat.choose(ROOT.der)
        bundle = bundle_from_json(client.get(proof, headers=headers).json())
        claim = verify(bundle, trust, UnixTime(bundle.finality.time)).claim(Topic.IDENTITY)  # type: ignore[union-attr]
        assert claim.shown is Shown.PROVED
        assert claim.details["statement"]["name"] == NAME


def test_statements_that_the_ledger_does_not_have_are_refused(world: World) -> None:
    seat, some = Seat(world), statement()
    seat.bind(some)
    with world.gateway() as client:
        document = some.to_json()
        for change in ({"name": "Someone Else"}, {"member": 4}, {"network": "0x" + "42" * 32}):
            assert client.post("/v1/identity-statements", json={**document, **change}).status_code == 400
        broken = client.post("/v1/identity-statements", content=json.dumps(document).encode()[:-5])
        assert broken.json()["code"] == "proof.refused"
        assert client.get("/v1/identity-statements/0x00").status_code == 422


def test_the_records_page_shows_whom_the_certificate_names_once_the_root_is_chosen(world: World) -> None:
    seat, some = Seat(world), statement()
    seat.bind(some)
    services = world.services()
    create_officer(services.store, "kato", "Kato", "a long password")
    with world.serve(services) as client:
        prepared = prepare([invoice("INV-1")])
        anchored(client, prepared)
        assert hand_in(client, some) == 200
        signed_in = client.post(
            "/sign-in", data={"account": "kato", "password": "a long password", "then": "/"}
        )
        assert signed_in.status_code in (200, 303), signed_in.text
        page = f"/records/{prepared.ids[0].hex()}"
        assert "Trade Root CA" not in client.get(page).text
        seat.choose(ROOT.der)
        shown = client.get(page, headers={"Accept-Language": "en"}).text
        assert f"{NAME}, by the root Trade Root CA; bound on" in shown


@pytest.mark.parametrize("column", ["statement", "position", "member", "bound_at"])
def test_statements_are_exported_and_follow_from_the_ledger(
    archive: Path, tmp_path: Path, column: str
) -> None:
    folder = copied(archive, tmp_path / "changed")
    assert check_archive(folder, workers=1).differences == []
    table = folder / "tables" / "identity_statements.parquet"
    assert [json.loads(one)["name"] for one in pl.read_parquet(table)["statement"]] == [NAME]
    edited(table, column)
    signed_anew(folder)
    places = [one.place for one in check_archive(folder, workers=1).differences]
    assert any("identity_statements.parquet" in place for place in places), places


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of a gateway that was handed a statement."""
    path = tmp_path_factory.mktemp("identities")
    world = World(path, genesis())
    world.start_node()
    try:
        with world.gateway() as client:
            some = statement()
            Seat(world).bind(some)
            assert hand_in(client, some) == 200
            store = client.app.state.services.store  # type: ignore[attr-defined]  # FastAPI's own state

            def bound() -> bool:
                with store.read() as connection:
                    times = connection.scalar(select(func.max(blocks.c.time)))
                    bound_at = connection.scalar(select(identity_statements.c.bound_at))
                return bool(times >= bound_at)

            eventually(bound)
            return exported(client, CUSTOMS, path / "archive")
    finally:
        world.close()
