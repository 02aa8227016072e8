"""A gateway that the ledger does not know tells its operator so."""

from typing import Any

import pytest

from gateway.ledger.client import RpcRefused
from gateway.network.standing import shortcomings
from tests.gateway.network import secret
from tests.gateway.world import World


def test_a_gateway_with_its_keys_on_the_ledger_falls_short_of_nothing(world: World) -> None:
    services = world.services()
    assert shortcomings(services) == []
    services.store.close()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"front": {"kind": "cometbft"}}, "ordered by validators, and the genesis file names a sequencer"),
        ({"network_id": "0x" + "22" * 32}, "The node is of network 0x2222"),
    ],
    ids=["the ledger went over to validators", "another network's node"],
)
def test_a_genesis_file_that_is_not_the_ledgers_any_more_is_named(
    world: World, monkeypatch: pytest.MonkeyPatch, told: dict[str, Any], says: str
) -> None:
    services = world.services()
    ask = services.ledger.request
    monkeypatch.setattr(
        services.ledger,
        "request",
        lambda method, *params: (
            {**ask(method, *params), **told} if method == "tegata_status" else ask(method, *params)
        ),
    )
    (sentence,) = shortcomings(services)
    assert says in sentence
    services.store.close()


def test_a_node_of_another_kind_of_chain_is_asked_for_nothing_that_it_lacks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = world.services()
    ask = services.ledger.request

    def standard(method: str, *params: Any) -> Any:
        if method.startswith("tegata_"):
            raise RpcRefused(method, {"code": -32601, "message": "the method does not exist"})
        return ask(method, *params)

    monkeypatch.setattr(services.ledger, "request", standard)
    assert shortcomings(services) == []
    services.store.close()


def test_keys_that_the_ledger_does_not_have_are_named_with_what_follows(world: World) -> None:
    services = world.services(relay_key=secret("a stranger's relay"), member=2)
    relay, signing = shortcomings(services)
    assert "Nothing will be anchored" in relay
    assert "no relay key of member 2" in relay
    assert "refuse this gateway's receipts" in signing
    services.store.close()
