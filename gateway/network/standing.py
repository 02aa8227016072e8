"""Whether the ledger knows this gateway: what its operator must mend before members can rely on it."""

from collections.abc import Iterator

from contracts import slots
from contracts.acts import address_of
from contracts.addresses import CONSORTIUM
from contracts.ids import hex0x
from contracts.roles import Purpose
from contracts.slots import Service
from gateway.ledger.client import RpcRefused
from gateway.services import Services


def shortcomings(services: Services) -> list[str]:
    """A sentence for a genesis file that is not this ledger's any more, and for each key of this gateway that
    the ledger does not have for it; none where all is well.

    Raises LedgerUnavailable.
    """
    found = list(_other_genesis(services))
    settings, now = services.settings, services.now()
    relay = address_of(settings.relay_key.get_secret_value())
    if not services.ledger.may_act(relay, settings.member, Purpose.RELAY, now):
        found.append(
            f"Nothing will be anchored: {hex0x(relay)} is no relay key of member {settings.member} on the "
            "ledger. Start the gateway with one, or have the ledger admit it."
        )
    if not _signs(services, services.signer.public_key):
        found.append(
            f"Members will refuse this gateway's receipts: {hex0x(services.signer.public_key)} is no signing "
            f"key of member {settings.member} on the ledger. Start the gateway with one, or register it."
        )
    return found


def _other_genesis(services: Services) -> Iterator[str]:
    """What the node says of itself, beside the genesis file; another EVM chain's node says nothing."""
    genesis = services.settings.genesis
    try:
        status = services.ledger.request("tegata_status")
    except RpcRefused:
        return
    if status["network_id"] != hex0x(genesis.network_id):
        yield (
            f"The node is of network {status['network_id']}, and the genesis file of "
            f"{hex0x(genesis.network_id)}: start the gateway with the node and the file of one network."
        )
    elif status["front"]["kind"] != genesis.front.kind:
        yield (
            f"The ledger is ordered by {_ORDERED_BY[status['front']['kind']]}, and the genesis file names "
            f"{_ORDERED_BY[genesis.front.kind]}: start the gateway with the network's new genesis file, or "
            "trust files made here lead nobody to who vouches for blocks now."
        )


_ORDERED_BY = {"embedded": "a sequencer", "cometbft": "validators"}


def _signs(services: Services, key: bytes) -> bool:
    """Whether `key` is one of the member's signing keys, in its window."""
    ledger, member = services.ledger, services.settings.member
    for index in range(ledger.storage(CONSORTIUM, slots.service_key_count_slot(member, Service.SIGNING))):
        slot = slots.service_key_slot(member, Service.SIGNING, index)
        if ledger.storage(CONSORTIUM, slot) == int.from_bytes(key, "big"):
            begin, end = slots.decode_window(ledger.storage(CONSORTIUM, slot + 1))
            if begin <= services.now() < end:
                return True
    return False
