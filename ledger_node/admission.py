"""The one admission rule (formats §4), the same for check, propose and process.

A transaction is let in when it calls a contract of the consortium, or creates one that its vote listed, for
nothing, from an active relay key of an active member, within the cap for one transaction; and when its member
still has some of its budgets of gas, new storage and reverts for the period the block falls in. Everything is
decided from the parent block: the rule never depends on what else a node happens to know.
"""

from dataclasses import dataclass
from typing import Protocol

from contracts.ids import Address, MemberId, UnixTime, hex0x
from contracts.keccak import keccak
from ledger_node.errors import (
    BudgetExhausted,
    FeeRefused,
    GasRefused,
    NonceRefused,
    SenderRefused,
    TargetRefused,
    TransactionRefused,
)
from ledger_node.transactions import Transaction
from ledger_node.usage import Usage


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is let in. Gas counts as declared in a block, as used in a period."""

    transaction_gas: int = 6_000_000
    block_gas: int = 12_000_000
    """Bounds execution to half a second on one core (some 25 million gas a second)."""
    member_block_gas: int = 12_000_000
    period_seconds: int = 3_600
    member_gas: int = 100_000_000_000
    member_new_slots: int = 10_000_000
    member_reverts: int = 10_000


class Directory(Protocol):
    """What the rule reads of the parent block's state."""

    def relay_member(self, sender: Address, time: UnixTime) -> MemberId | None:
        """The active member whose active relay key `sender` is at `time`, if it is one."""
        ...

    def nonce(self, sender: Address) -> int:
        """The nonce that `sender`'s next transaction has."""
        ...

    def may_be_called(self, target: Address) -> bool:
        """Whether `target` is a contract of the consortium: predeployed, or listed by its vote."""
        ...


class NotNow(TransactionRefused):
    """The transaction may be admissible in a later block, but not here."""

    code = "block.not_now"
    default_remedy = "Wait for a later block."


class BlockFull(NotNow):
    """The block, or the member's share of it, has no room for the transaction."""

    code = "block.full"


class NonceAhead(NotNow):
    """The sender's transactions before this one are not in the chain yet."""

    code = "block.nonce_ahead"


def check_content(transaction: Transaction, limits: Limits) -> None:
    """The part of the rule that needs no state: fees and gas. Raises TransactionRefused."""
    if transaction.max_fee_per_gas or transaction.max_priority_fee_per_gas:
        raise FeeRefused("transaction.fee", expected="0", found=str(transaction.max_fee_per_gas))
    if transaction.value:
        raise FeeRefused("transaction.value", expected="0", found=str(transaction.value))
    least = max(transaction.intrinsic_gas, transaction.floor_gas)
    most = min(limits.transaction_gas, limits.member_block_gas, limits.block_gas)
    if not least <= transaction.gas <= most:
        raise GasRefused("transaction.gas", expected=f"{least} to {most}", found=str(transaction.gas))


def check_member(
    transaction: Transaction, directory: Directory, usage: Usage, time: UnixTime, limits: Limits
) -> MemberId:
    """The part of the rule that reads state: what is called, who sends, what the member has left.

    Raises TransactionRefused.
    """
    if not directory.may_be_called(_target(transaction)):
        found = hex0x(transaction.to) if transaction.to else "contract creation"
        raise TargetRefused("transaction.to", expected="a contract of the consortium", found=found)
    member = directory.relay_member(transaction.sender, time)
    if member is None:
        raise SenderRefused(
            "transaction.sender",
            expected="an active relay key of an active member",
            found=hex0x(transaction.sender),
        )
    spent = usage.of(member, time)
    for what, used, budget in (
        ("gas", spent.gas, limits.member_gas),
        ("new storage slots", spent.new_slots, limits.member_new_slots),
        ("reverts", spent.reverts, limits.member_reverts),
    ):
        if used >= budget:
            raise BudgetExhausted(
                f"member {member}", expected=f"less than {budget} {what} in this period", found=str(used)
            )
    return member


def _target(transaction: Transaction) -> Address:
    """What is called; for a creation, the name under which the consortium lists its creation code."""
    return Address(transaction.to or keccak(transaction.data)[12:])


class BlockAdmission:
    """The rule over the transactions of one block, in order."""

    def __init__(self, directory: Directory, usage: Usage, time: UnixTime, limits: Limits) -> None:
        self._directory = directory
        self._usage = usage
        self._time = time
        self._limits = limits
        self._gas = 0
        self._member_gas: dict[MemberId, int] = {}
        self._nonces: dict[Address, int] = {}
        self._members: dict[tuple[Address, bytes], MemberId] = {}

    def admit(self, transaction: Transaction) -> MemberId:
        """Count `transaction` in, after those before it; returns its member.

        Raises TransactionRefused, and then it is not counted; NotNow when a later block could take it.
        """
        check_content(transaction, self._limits)
        sender, pair = transaction.sender, (transaction.sender, transaction.to)
        member = self._members.get(pair)
        if member is None:
            member = check_member(transaction, self._directory, self._usage, self._time, self._limits)
            self._members[pair] = member
        self._check_nonce(transaction)
        gas, member_gas = self._gas + transaction.gas, self._member_gas.get(member, 0) + transaction.gas
        if gas > self._limits.block_gas or member_gas > self._limits.member_block_gas:
            raise BlockFull(
                "block",
                expected=f"at most {self._limits.block_gas} gas",
                found=f"{gas}, {member_gas} of a member",
            )
        self._gas, self._member_gas[member] = gas, member_gas
        self._nonces[sender] = transaction.nonce + 1
        return member

    def _check_nonce(self, transaction: Transaction) -> None:
        expected = self._nonces.get(transaction.sender)
        if expected is None:
            expected = self._directory.nonce(transaction.sender)
        if transaction.nonce != expected:
            refusal = NonceRefused if transaction.nonce < expected else NonceAhead
            raise refusal("transaction.nonce", expected=str(expected), found=str(transaction.nonce))
