"""`eth`: accounts, storage and code at a block, and their proofs (EIP-1186)."""

from contracts.ids import Address, hex0x
from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.parameters import BlockReference, address, block, list_of, storage_slot
from ledger_node.rpc.render import Json
from ledger_node.rpc.view import View

MAX_PROOF_SLOTS = 1_024
"""Storage proofs that one request may ask for."""

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
