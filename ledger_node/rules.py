"""The protocol: Prague, unmodified but for one override that lets two blocks share a second.

`ProtocolVM` is the judge: py-evm's own state and `import_block` beneath it. `LedgerVM` is what the node runs:
the same rules over this package's own state and interpreter.
"""

from typing import cast

from eth.abc import BlockHeaderAPI
from eth.typing import JournalDBCheckpoint
from eth.vm.forks.prague import PragueVM
from eth.vm.forks.prague.state import PragueState
from eth_typing import Address as EvmAddress
from eth_typing import Hash32

from contracts.ids import Address
from ledger_node.interpreter import LedgerComputation
from ledger_node.state import LedgerAccounts

APP_VERSION = 1
"""The latest rules of execution that this software knows; the consortium schedules when they begin."""


class ProtocolVM(PragueVM):
    """py-evm's Prague with equal timestamps allowed (formats §5).

    Consensus time has a resolution of one second and a block may follow another within it; `parent + 1`
    would run the ledger's clock hours ahead under load.
    """

    @classmethod
    def validate_header(cls, header: BlockHeaderAPI, parent_header: BlockHeaderAPI) -> None:
        """Prague's rules for a header, with `>=` in place of `>` for its time."""
        if parent_header is not None and header.timestamp == parent_header.timestamp:
            parent_header = parent_header.copy(timestamp=parent_header.timestamp - 1)
        super().validate_header(header, parent_header)


class OverLedgerAccounts:
    """A fork's state over `LedgerAccounts`, transient storage in the same journal: to be mixed into it."""

    account_db_class = LedgerAccounts
    _account_db: LedgerAccounts

    @property
    def accounts(self) -> LedgerAccounts:
        """The accounts that this state stands on."""
        return self._account_db

    def set_system_contracts(self) -> None:
        """Nothing: genesis predeploys them, and py-evm would look both up each time a state is opened."""

    def snapshot(self) -> tuple[Hash32, JournalDBCheckpoint]:
        """A point to come back to."""
        return Hash32(self.accounts.state_root), JournalDBCheckpoint(self.accounts.record())

    def commit(self, snapshot: tuple[Hash32, JournalDBCheckpoint]) -> None:
        """Keep what was done since a snapshot."""
        self.accounts.commit(snapshot[1])

    def revert(self, snapshot: tuple[Hash32, JournalDBCheckpoint]) -> None:
        """Undo what was done since a snapshot."""
        self.accounts.discard(snapshot[1])

    def get_transient_storage(self, address: EvmAddress, slot: int) -> bytes:
        """A transient slot (EIP-1153)."""
        return self.accounts.get_transient_storage(Address(address), slot)

    def set_transient_storage(self, address: EvmAddress, slot: int, value: bytes) -> None:
        """Change a transient slot."""
        self.accounts.set_transient_storage(Address(address), slot, value)

    def clear_transient_storage(self) -> None:
        """Forget transient storage."""
        self.accounts.clear_transient_storage()


class LedgerState(OverLedgerAccounts, PragueState):  # type: ignore[misc] # py-evm's account_db_class asks for its own base
    """Prague's state over `LedgerAccounts`."""

    computation_class = LedgerComputation


class LedgerVM(ProtocolVM):
    """The same rules over the node's own state."""

    _state_class = LedgerState

    @property
    def accounts(self) -> LedgerAccounts:
        """The accounts that this machine changes."""
        return cast(LedgerState, self.state).accounts
