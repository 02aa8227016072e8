"""The consortium's contracts at their own addresses, in a genesis file that any Ethereum node reads."""

import json
from typing import Any

from contracts.addresses import SYSTEM_CALLER
from contracts.artifacts import PREDEPLOYED, artifact
from contracts.genesis import Genesis, bootstrap_calls
from contracts.ids import Address, hex0x
from ledger_node.calls import Machine, Message
from ledger_node.development.chain import EthereumChain
from ledger_node.development.genesis import EthereumGenesis, read_genesis
from tests.ledger_node.development.chain import CONFIG

FUNDED = "0x" + "f0" * 20


def founded(genesis: Genesis, balances: dict[str, int]) -> str:
    """A genesis file with the contracts' code, and the storage that the founding calls leave."""
    bare = _file(genesis, balances, {})
    read = read_genesis(bare)
    machine = Machine(EthereumChain(read), read.header, _Nodes(read), lambda _number: None)
    slots: dict[Address, set[int]] = {}
    for to, data in bootstrap_calls(genesis):
        outcome = machine.run(Message(sender=SYSTEM_CALLER, to=to, data=data, gas=10_000_000))
        assert outcome.failure is None, outcome
        for address, touched in machine.accounts.seen.items():
            slots.setdefault(address, set()).update(touched)
    storage = {
        address: {
            f"0x{slot:064x}": f"0x{value:064x}"
            for slot in sorted(touched)
            if (value := machine.accounts.get_storage(address, slot))
        }
        for address, touched in slots.items()
    }
    return _file(genesis, balances, storage)


def _file(genesis: Genesis, balances: dict[str, int], storage: dict[Address, dict[str, str]]) -> str:
    alloc: dict[str, Any] = {address: {"balance": hex(balance)} for address, balance in balances.items()}
    for name in PREDEPLOYED:
        contract = artifact(name)
        alloc[hex0x(contract.address)] = {
            "balance": "0x0",
            "nonce": "0x1",
            "code": hex0x(contract.runtime),
            "storage": storage.get(contract.address, {}),
        }
    document = {
        "config": {**CONFIG, "chainId": genesis.chain_id},
        "difficulty": "0x0",
        "gasLimit": "0x2faf080",
        "timestamp": hex(genesis.time),
        "baseFeePerGas": "0x0",
        "alloc": alloc,
    }
    return json.dumps(document)


class _Nodes:
    """The first state, to run the founding calls on."""

    def __init__(self, genesis: EthereumGenesis) -> None:
        self._genesis = genesis

    def node(self, key: bytes) -> bytes | None:
        return self._genesis.nodes.get(key)
