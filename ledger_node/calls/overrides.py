"""What a caller wants to be otherwise: accounts in the state, and fields of the block."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from contracts.ids import Address, hex0x
from ledger_node.calls.refusals import OverrideInvalid
from ledger_node.chain import Withdrawal
from ledger_node.ethereum.headers import EthereumHeader
from ledger_node.state import LedgerAccounts

if TYPE_CHECKING:
    pass

if TYPE_CHECKING:
    from ledger_node.calls.machine import Machine


@dataclass(frozen=True, slots=True)
class AccountOverride:
    """What an account is said to be; None is left as it is."""

    nonce: int | None = None
    code: bytes | None = None
    balance: int | None = None
    state: Mapping[int, int] | None = None
    """All that its storage holds."""
    state_diff: Mapping[int, int] | None = None
    """What its storage holds at these slots."""
    move_precompile_to: Address | None = None


StateOverride = Mapping[Address, AccountOverride]


@dataclass(frozen=True, slots=True)
class BlockOverride:
    """What the block is said to be; None is left as it is."""

    number: int | None = None
    time: int | None = None
    difficulty: int | None = None
    gas_limit: int | None = None
    fee_recipient: bytes | None = None
    prev_randao: bytes | None = None
    base_fee_per_gas: int | None = None
    blob_base_fee: int | None = None
    beacon_root: bytes | None = None
    withdrawals: tuple[Withdrawal, ...] | None = None

    def on(self, header: EthereumHeader) -> EthereumHeader:
        """The header with what is overridden. The blob fee stands in none."""
        fields = {
            "block_number": self.number,
            "timestamp": self.time,
            "difficulty": self.difficulty,
            "gas_limit": self.gas_limit,
            "coinbase": self.fee_recipient,
            "mix_hash": self.prev_randao,
            "base_fee_per_gas": self.base_fee_per_gas,
        }
        changes: dict[str, Any] = {name: value for name, value in fields.items() if value is not None}
        return replace(header, **changes) if changes else header


def override_state(machine: "Machine", overrides: StateOverride) -> None:
    """Change a machine's accounts and precompiled functions as a caller wants them. Raises OverrideInvalid.

    A precompiled function that is overridden is none any more; one that is moved answers at its new address.
    """
    precompiles = dict(machine.precompiles)
    moved: set[Address] = set()
    for address, override in overrides.items():
        if address in moved:
            raise OverrideInvalid(hex0x(address), expected="one override", found="a function moved to it")
        to = override.move_precompile_to
        if to is not None:
            _check_move(address, to, overrides, precompiles)
            precompiles[to] = precompiles[address]
            moved.add(to)
        precompiles.pop(address, None)
        _override_account(machine.accounts, address, override)
    if precompiles != machine.precompiles:
        machine.override_precompiles(precompiles)
    machine.accounts.lock_changes()


def _check_move(
    address: Address, to: Address, overrides: StateOverride, precompiles: Mapping[bytes, Any]
) -> None:
    if address not in precompiles:
        raise OverrideInvalid(hex0x(address), expected="a precompiled function", found="none")
    if to in overrides:
        raise OverrideInvalid(hex0x(to), expected="an address left alone", found="one already overridden")


def _override_account(accounts: LedgerAccounts, address: Address, override: AccountOverride) -> None:
    if override.nonce is not None:
        accounts.set_nonce(address, override.nonce)
    if override.code is not None:
        accounts.set_code(address, override.code)
    if override.balance is not None:
        accounts.set_balance(address, override.balance)
    if override.state is not None and override.state_diff is not None:
        raise OverrideInvalid(hex0x(address), expected="state or stateDiff", found="both")
    if override.state is not None:
        accounts.delete_storage(address)
    for slot, value in (override.state or override.state_diff or {}).items():
        accounts.set_storage(address, slot, value)
