"""The consortium as block 0 founded it: read from the genesis file, each entry checked against the ledger's
state.

Block 0 has state and no logs; the file names what to look for, and the state is what counts.
"""

from collections.abc import Callable

from contracts import calls, slots
from contracts.addresses import CONSORTIUM
from contracts.errors import TegataError
from contracts.fingerprints import identifier_hash
from contracts.genesis import Genesis, GenesisMember
from contracts.ids import Address, MemberId, hex0x

StorageAt = Callable[[int], int]
"""The word at a slot of the Consortium, at block 0."""


class GenesisDiffers(TegataError):
    """The genesis file is not the one that the ledger was founded with."""

    code = "gateway.genesis_differs"
    default_remedy = "Give the gateway the genesis file of this network, as the node has it."


def founding_events(genesis: Genesis, storage: StorageAt) -> list[calls.Event]:
    """What block 0 did, as the events that it would have logged; GenesisDiffers where the state says
    otherwise.
    """
    if storage(slots.network_id_slot()) != int.from_bytes(genesis.network_id, "big"):
        raise GenesisDiffers("genesis/network_id", expected="the ledger's", found=hex0x(genesis.network_id))
    return [event for member in genesis.members for event in _events_of(member, storage)]


def _events_of(member: GenesisMember, storage: StorageAt) -> list[calls.Event]:
    number = MemberId(member.number)
    entry = slots.decode_member(storage(slots.member_slot(number)))
    if entry is None:
        raise GenesisDiffers(f"genesis/members/{number}", expected="a member of the ledger", found="none")
    name = storage(slots.name_slot(number)).to_bytes(32, "big")
    events: list[calls.Event] = [
        calls.MemberChanged(
            number=number,
            active=entry.state is slots.MemberState.ACTIVE,
            voter=entry.voter,
            country=entry.country,
            roles=entry.roles,
            agreements=entry.agreements,
            name_hash=name,
        )
    ]
    events += [_key(number, Address(key.address), storage) for key in member.keys]
    for identifier in member.identifiers:
        hashed = identifier_hash(identifier.scheme, identifier.value)
        if slots.decode_identifier(storage(slots.identifier_slot(hashed))) is not None:
            events.append(calls.IdentifierVerified(hashed, number))
    return events + _service_keys(number, storage)


def _key(number: MemberId, address: Address, storage: StorageAt) -> calls.Event:
    key = slots.decode_key(storage(slots.key_slot(address)))
    if key is None or key.member != number:
        raise GenesisDiffers(
            f"genesis/members/{number}/keys", expected="a key of the ledger", found=hex0x(address)
        )
    return calls.KeyChanged(
        address, number, key.purposes, key.valid_from, key.valid_until, key.compromised_since
    )


def _service_keys(number: MemberId, storage: StorageAt) -> list[calls.Event]:
    events: list[calls.Event] = []
    for service in slots.Service:
        for index in range(storage(slots.service_key_count_slot(number, service))):
            slot = slots.service_key_slot(number, service, index)
            window = slots.decode_window(storage(slot + 1))
            key = storage(slot).to_bytes(32, "big")
            events.append(calls.ServiceKeyChanged(number, service, key, *window))
    return events


def storage_at_founding(read: Callable[[Address, int, int], int]) -> StorageAt:
    """`read` (contract, slot, block) narrowed to the Consortium at block 0."""
    return lambda slot: read(CONSORTIUM, slot, 0)
