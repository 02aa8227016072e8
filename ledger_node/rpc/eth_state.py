"""`eth`: accounts, storage and code at a block, and their proofs (EIP-1186)."""

from typing import Any

from contracts.ids import Address, hex0x
from ledger_node.rpc.errors import RpcError, invalid_params
from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.parameters import BlockReference, address, block, list_of, map_of, storage_slot
from ledger_node.rpc.render import Json
from ledger_node.rpc.view import View

MAX_PROOF_SLOTS = 1_024
"""Storage slots or their proofs that one request may ask for."""

MAX_ACCOUNTS = 256
CLIENT_LIMIT = -38026

namespace = Namespace()


@namespace.method("eth_getBalance", address, block, required=1)
def balance(view: View, account: Address, reference: BlockReference) -> str:
    """An account's balance, in wei; nobody has any on this ledger."""
    return hex(view.state(reference).account(account).balance)


@namespace.method("eth_getTransactionCount", address, block, required=1)
def transaction_count(view: View, account: Address, reference: BlockReference) -> str:
    """The nonce of an account's next transaction; `pending` counts what waits."""
    if reference.tag == "pending":
        return hex(view.ledger.pool.next_nonce(account, view.ledger.nonce(account)))
    return hex(view.state(reference).account(account).nonce)


@namespace.method("eth_getCode", address, block, required=1)
def code(view: View, account: Address, reference: BlockReference) -> str:
    """The code at an address."""
    return hex0x(view.state(reference).code(account))


@namespace.method("eth_getStorageAt", address, storage_slot, block, required=2)
def storage_at(view: View, account: Address, slot: int, reference: BlockReference) -> str:
    """A storage slot's 32 bytes."""
    return hex0x(view.state(reference).storage(account, slot).to_bytes(32, "big"))


_values_wanted = map_of(address, list_of(storage_slot, MAX_PROOF_SLOTS), MAX_ACCOUNTS)


def _storage_wanted(value: object, where: str) -> dict[Address, list[int]]:
    """Slots by account, at most MAX_PROOF_SLOTS in all."""
    wanted: Any = _values_wanted(value, where)
    if not any(wanted.values()):
        raise invalid_params(where, "slots of an account")
    if sum(len(slots) for slots in wanted.values()) > MAX_PROOF_SLOTS:
        raise RpcError(CLIENT_LIMIT, f"too many slots: at most {MAX_PROOF_SLOTS}")
    found: dict[Address, list[int]] = wanted
    return found


@namespace.method("eth_getStorageValues", _storage_wanted, block, required=1)
def storage_values(view: View, wanted: dict[Address, list[int]], reference: BlockReference) -> Json:
    """Many storage slots of many accounts, 32 bytes each, in the order asked for."""
    state = view.state(reference)
    return {
        hex0x(account): [hex0x(state.storage(account, slot).to_bytes(32, "big")) for slot in slots]
        for account, slots in wanted.items()
    }


def _keyed_slot(value: object, where: str) -> tuple[int, str]:
    """A slot, and how the answer names it: in full as given in full, else as a quantity."""
    slot, given = storage_slot(value, where), str(value)
    return slot, given.lower() if len(given) == 66 else hex(slot)


@namespace.method("eth_getProof", address, list_of(_keyed_slot, MAX_PROOF_SLOTS), block, required=2)
def proof(view: View, account: Address, slots: list[tuple[int, str]], reference: BlockReference) -> Json:
    """An account and slots of it, with the trie nodes that prove them under the block's state root."""
    state = view.state(reference)
    found = state.account(account)
    return {
        "address": hex0x(account),
        "accountProof": [hex0x(node) for node in state.account_proof(account)],
        "balance": hex(found.balance),
        "codeHash": hex0x(found.code_hash),
        "nonce": hex(found.nonce),
        "storageHash": hex0x(found.storage_root),
        "storageProof": [
            {
                "key": key,
                "value": hex(state.storage_under(found.storage_root, slot)),
                "proof": [hex0x(node) for node in state.storage_proof(found.storage_root, slot)],
            }
            for slot, key in slots
        ],
    }
