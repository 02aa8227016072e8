"""What a call touches and what moves in it, noted while it runs."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contracts.ids import Address
from ledger_node.state import LedgerAccounts
from ledger_node.transactions import AccessList

if TYPE_CHECKING:
    from ledger_node.calls.machine import Machine, Outcome
    from ledger_node.calls.messages import Message

TRANSFER_ADDRESS = Address(b"\xee" * 20)
"""Where a transfer of value is said to be logged (EIP-7528's address of ether)."""

TRANSFER_TOPIC = 0xDDF252AD1BE2C89B69C2B068FC378DAA952BA7F163C4A11628F55A4DF523B3EF
"""ERC-20's Transfer(address,address,uint256)."""

MAX_ROUNDS = 8
"""A list changes what is warm, so it may change what is touched: rounds after which it is taken as it is."""


class WatchedAccounts(LedgerAccounts):
    """Accounts that remember what was touched, even where it was undone."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.seen: dict[Address, dict[int, None]] = {}

    def mark_address_warm(self, address: Address) -> None:
        """Note that the transaction has touched an address."""
        self.seen.setdefault(address, {})
        super().mark_address_warm(address)

    def mark_storage_warm(self, address: Address, slot: int) -> None:
        """Note that the transaction has touched a slot."""
        self.seen.setdefault(address, {})[slot] = None
        super().mark_storage_warm(address, slot)


def access_list(open_machine: "Callable[[], Machine]", message: "Message") -> tuple[AccessList, "Outcome"]:
    """Every address and slot that a call touches, and its outcome with that list (EIP-2930).

    Left out, unless slots of them are touched: what is warm anyway, which is the sender, what is called, the
    block's maker and precompiled functions.
    """
    listed = message.access_list or ()
    for _ in range(MAX_ROUNDS):
        machine = open_machine()
        outcome = machine.run(replace(message, access_list=listed))
        found = _listed(machine, outcome.target, message)
        if found == listed:
            break
        listed = found
    return listed, outcome


def _listed(machine: "Machine", target: bytes, message: "Message") -> AccessList:
    warm_anyway = {message.sender, Address(target), Address(machine.header.coinbase), *machine.precompiles}
    return tuple(
        (address, tuple(slots))
        for address, slots in machine.accounts.seen.items()
        if slots or address not in warm_anyway
    )
