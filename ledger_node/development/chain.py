"""An Ethereum chain's rules, as JSON-RPC and calls need them."""

from typing import Any

from eth.vm.base import VM

from ledger_node import rlp
from ledger_node.chain import Beside, Precompiles, Withdrawal
from ledger_node.development.genesis import EthereumGenesis
from ledger_node.ethereum.forks import BLOB_SCHEDULES, BlobSchedule, Fork
from ledger_node.ethereum.headers import EthereumHeader, decode_header
from ledger_node.ethereum.machines import machine, precompiles
from ledger_node.ethereum.transactions import decode_transaction
from ledger_node.transactions import Transaction

CALL_GAS = 50_000_000
"""The most gas of a call, as in go-ethereum."""

PRIORITY_FEE = 1_000_000_000
"""What a sender is told to add to the base fee: one Gwei."""


class EthereumChain:
    """A chain with the forks of its genesis file (`ledger_node.chain.Chain`)."""

    call_gas = CALL_GAS
    estimate_gas = CALL_GAS

    def __init__(self, genesis: EthereumGenesis) -> None:
        self.schedule = genesis.schedule
        self.deposit_contract = genesis.deposit_contract
        self._blobs = {**BLOB_SCHEDULES, **genesis.blobs}
        self.chain_id = genesis.chain_id
        self.network_id = genesis.header.hash

    def fork(self, number: int, time: int) -> Fork:
        """As the genesis file schedules it."""
        return self.schedule.at(number, time)

    def machine(self, fork: Fork) -> type[VM]:
        """py-evm's, over the ledger's state."""
        return machine(fork)

    def precompiles(self, fork: Fork) -> Precompiles:
        """All of the fork's."""
        return precompiles(fork)

    def blobs(self, fork: Fork) -> BlobSchedule:
        """As the genesis file has it, else as Ethereum has it."""
        return self._blobs[fork]

    def read_header(self, encoded: bytes) -> EthereumHeader:
        """A header of any fork."""
        return decode_header(encoded)

    def read_transaction(self, raw: bytes) -> Transaction:
        """A transaction of any kind."""
        return decode_transaction(raw, self.chain_id)

    def read_beside(self, kept: bytes) -> Beside:
        """Uncles and withdrawals, as `encode_beside` spelt them."""
        items: Any = rlp.decode(kept, "store")
        uncles, withdrawals = items
        if withdrawals == b"":
            return Beside(tuple(uncles), None)
        return Beside(tuple(uncles), tuple(_withdrawal(each) for each in withdrawals))

    def priority_fee(self) -> int:
        """One Gwei, always."""
        return PRIORITY_FEE


def _withdrawal(item: list[bytes]) -> Withdrawal:
    index, validator, address, amount = item
    numbers = (int.from_bytes(index, "big"), int.from_bytes(validator, "big"))
    return Withdrawal(*numbers, address, int.from_bytes(amount, "big"))
