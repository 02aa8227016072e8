"""The outbox against a node: nothing is lost, nothing blocks, a failure is told."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from contracts.ids import MemberId, UnixTime, unhex
from contracts.receipts import Notice, check
from contracts.refusals import Refusal
from gateway.errors import LedgerUnavailable
from gateway.outbox.stage import Outbox
from gateway.signing import GatewaySigner
from gateway.store.tables.outbox import outbox, transactions
from tests.gateway.network import NETWORK_ID, OTHER, Prepared, invoice, prepare, secret
from tests.gateway.world import World, anchored, eventually

pytestmark = pytest.mark.both_databases


def hand_in(client: TestClient, prepared: Prepared) -> None:
    assert client.post("/v1/submissions", json=prepared.document).status_code == 202


def state(client: TestClient, prepared: Prepared, wait: int = 0) -> dict[str, Any]:
    return dict(client.get(f"{prepared.state_path}&wait={wait}").json())


def test_what_waits_is_packed_into_one_transaction(world: World) -> None:
    services = world.services()
    batches = [prepare([invoice(f"INV-{n}")]) for n in range(20)]
    with world.serve(services, with_stages=False) as client:
        for batch in batches:
            hand_in(client, batch)
        worker = Outbox(services)
        eventually(lambda: not worker.work() and not worker.in_flight)
        with services.store.read() as connection:
            assert connection.scalar(select(func.count()).select_from(transactions)) == 1
            states = set(connection.scalars(select(outbox.c.state)))
        assert states == {"done"}


def test_a_batch_that_the_ledger_refuses_is_reported_and_the_others_stand(world: World) -> None:
    now = UnixTime(world.genesis.time + 1)  # the gateway's clock is slow, the ledger's is not
    services = world.services(now=lambda: now)
    good, late = prepare([invoice("INV-1")]), prepare([invoice("INV-2")], valid_until=UnixTime(now + 1))
    with world.serve(services) as client:
        client.post("/v1/submissions", json=late.document)
        hand_in(client, good)
        assert state(client, good, 20)["state"] == "anchored"
        failed = state(client, late, 20)
    assert failed["state"] == "failed"
    notice = failed["notice"]
    assert notice["refusal"] == "expired"
    told = Notice(NETWORK_ID, MemberId(2), late.batch.root, Refusal.EXPIRED, UnixTime(notice["decided_at"]))
    check(told, unhex(notice["signature"], 64), GatewaySigner(secret("gateway")).public_key)


def test_what_a_relay_that_is_not_admitted_could_not_send_waits_for_one_that_is(world: World) -> None:
    batch = prepare([invoice("INV-1")])
    services = world.services(relay_key=secret("a stranger's relay"))
    with world.serve(services, with_stages=False) as client:
        hand_in(client, batch)
        worker = Outbox(services)
        for _ in range(3):
            worker.work()
        assert worker.in_flight == 1
        assert state(client, batch)["state"] == "accepted"
    with world.gateway() as client:
        assert state(client, batch, 20)["state"] == "anchored"


def test_a_batch_that_failed_may_be_signed_and_handed_in_again(world: World) -> None:
    time = [UnixTime(world.genesis.time + 60)]
    services = world.services(now=lambda: time[0])
    late = prepare([invoice("INV-1")], valid_until=UnixTime(time[0] + 1))
    with world.serve(services, with_stages=False) as client:
        hand_in(client, late)
        time[0] = UnixTime(time[0] + 10)
        Outbox(services).work()
        assert state(client, late)["state"] == "failed"
    again = prepare([invoice("INV-1")])
    assert again.batch.root == late.batch.root
    with world.gateway() as client:
        anchored(client, again)


def test_a_node_that_is_away_keeps_nobody_from_handing_in(world: World) -> None:
    services = world.services(resend_after_seconds=0)
    prepared = prepare([invoice("INV-1")])
    transport = services.ledger.transport
    real = transport.send

    def away(request: Any) -> Any:
        if request["method"] == "eth_sendRawTransaction":
            raise LedgerUnavailable("node", expected="an answer", found="none")
        return real(request)

    with world.serve(services) as client:
        transport.send = away
        hand_in(client, prepared)
        outbox_stage = client.app.state.stages[0]
        eventually(lambda: outbox_stage.failures > 0)
        assert state(client, prepared)["state"] == "accepted"
        transport.send = real
        assert state(client, prepared, 20)["state"] == "anchored"


def test_what_was_signed_after_a_transaction_that_is_refused_for_ever_does_not_wait_for_its_nonce(
    world: World,
) -> None:
    services = world.services(outbox_pack=1)
    transport = services.ledger.transport
    real, refused = transport.send, []

    def strict(request: Any) -> Any:
        if request["method"] == "eth_sendRawTransaction" and not refused:
            refused.append(request["params"][0])
            error = {"code": -32000, "message": "never", "data": {"code": "transaction.gas"}}
            return {"jsonrpc": "2.0", "id": request["id"], "error": error}
        return real(request)

    batches = [prepare([invoice(f"INV-{n}")]) for n in range(3)]
    with world.serve(services, with_stages=False) as client:
        for batch in batches:
            hand_in(client, batch)
        transport.send = strict
        worker = Outbox(services)
        eventually(lambda: not worker.work() and not worker.in_flight)
        with services.store.read() as connection:
            states = list(connection.scalars(select(outbox.c.state).order_by(outbox.c.no)))
            nonces = list(connection.scalars(select(transactions.c.nonce).order_by(transactions.c.nonce)))
    assert states == ["failed", "done", "done"]
    assert nonces == [0, 1]


def test_a_transaction_that_the_node_forgot_is_sent_again(world: World) -> None:
    services = world.services(resend_after_seconds=0)
    transport = services.ledger.transport
    real, lost = transport.send, []

    def forgetful(request: Any) -> Any:
        if request["method"] == "eth_sendRawTransaction" and not lost:
            lost.append(request["params"][0])
            return {"jsonrpc": "2.0", "id": request["id"], "result": "0x" + "00" * 32}
        return real(request)

    transport.send = forgetful
    with world.serve(services) as client:
        prepared = prepare([invoice("INV-1")])
        hand_in(client, prepared)
        assert state(client, prepared, 20)["state"] == "anchored"
    assert lost


def test_a_nonce_that_someone_else_took_is_not_waited_for(world: World) -> None:
    first, second = prepare([invoice("INV-1")]), prepare([invoice("INV-2", author=OTHER)])
    with world.gateway() as client:
        anchored(client, first)
    world.database = f"sqlite:///{world.path / 'restored-from-an-old-backup.db'}"
    with world.gateway() as client:
        anchored(client, second)
        anchored(client, first)
