"""The least gas with which a message succeeds."""

from collections.abc import Callable
from dataclasses import replace

from contracts.ids import Address, hex0x
from ledger_node.calls.machine import Machine, Outcome
from ledger_node.calls.messages import Message
from ledger_node.calls.refusals import FundsMissing, GasTooLow
from ledger_node.ethereum.fees import GAS_PER_BLOB

TRANSFER_GAS = 21_000

_STIPEND = 2_300
_TOLERANCE = 0.015


def estimate(open_machine: Callable[[], Machine], message: Message, cap: int) -> tuple[int, Outcome]:
    """The least gas limit, within 1.5 %, with which `message` succeeds, and its outcome with all it may have.

    More is needed than is used where a refund comes at the end or a callee gets 63/64 of what is left. Where
    the outcome is a failure the number means nothing. Raises CallRefused.
    """
    machine = open_machine()
    most = _most(machine, message, cap)
    plain = bool(message.to) and not message.data and not machine.accounts.get_code(Address(message.to))

    def run(gas: int) -> Outcome | None:
        try:
            outcome = open_machine().run(replace(message, gas=gas))
        except GasTooLow:
            return None
        return outcome if outcome.failure is None else None

    if plain and most >= TRANSFER_GAS and (transfer := run(TRANSFER_GAS)) is not None:
        return TRANSFER_GAS, transfer
    outcome = machine.run(replace(message, gas=most))
    if outcome.failure is not None:
        return most, outcome
    low, high = outcome.most_gas_used, most
    if run(low) is not None:
        return low, outcome
    guess = (low + _STIPEND) * 64 // 63
    if guess < high:
        low, high = (low, guess) if run(guess) is not None else (guess, high)
    while low + 1 < high and (high - low) / high >= _TOLERANCE:
        middle = min((low + high) // 2, low * 2)
        low, high = (low, middle) if run(middle) is not None else (middle, high)
    return high, outcome


def _most(machine: Machine, message: Message, cap: int) -> int:
    """The most gas that may be tried: what was given or a block holds, what the sender can pay, the cap."""
    given = message.gas
    most = given if given is not None and given >= TRANSFER_GAS else machine.header.gas_limit
    if message.fee_cap:
        available = machine.accounts.get_balance(message.sender) - (message.value or 0)
        blobs = len(message.blob_versioned_hashes or ())
        available -= blobs * GAS_PER_BLOB * (message.max_fee_per_blob_gas or 0)
        if available < 0:
            raise FundsMissing(hex0x(message.sender), expected="funds for the transfer", found="less")
        most = min(most, available // message.fee_cap)
    return min(most, cap)
