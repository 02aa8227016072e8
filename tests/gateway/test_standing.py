"""A gateway that the ledger does not know tells its operator so."""

from gateway.network.standing import shortcomings
from tests.gateway.network import secret
from tests.gateway.world import World


def test_a_gateway_with_its_keys_on_the_ledger_falls_short_of_nothing(world: World) -> None:
    services = world.services()
    assert shortcomings(services) == []
    services.store.close()


def test_keys_that_the_ledger_does_not_have_are_named_with_what_follows(world: World) -> None:
    services = world.services(relay_key=secret("a stranger's relay"), member=2)
    relay, signing = shortcomings(services)
    assert "Nothing will be anchored" in relay
    assert "no relay key of member 2" in relay
    assert "refuse this gateway's receipts" in signing
    services.store.close()
