"""Whether the ledger knows this gateway: what its operator must mend before members can rely on it."""

from contracts import slots
from contracts.acts import address_of
from contracts.addresses import CONSORTIUM
from contracts.ids import hex0x
from contracts.roles import Purpose
from contracts.slots import Service
from gateway.services import Services


def shortcomings(services: Services) -> list[str]:
    """A sentence for each key of this gateway that the ledger does not have for it; none where all is well.

    Raises LedgerUnavailable.
    """
    found = []
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
