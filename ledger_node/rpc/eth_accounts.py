"""`eth`: what other nodes do with accounts of their own; this one holds no one's keys."""

from typing import NoReturn

from contracts.ids import Address, hex0x
from ledger_node.calls import Message
from ledger_node.rpc.errors import SERVER_ERROR, RpcError
from ledger_node.rpc.messages import message
from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.parameters import address, data
from ledger_node.rpc.view import View

namespace = Namespace()


@namespace.method("eth_accounts")
def accounts(_view: View) -> list[str]:
    """No accounts."""
    return []


@namespace.method("eth_sign", address, data)
def sign(_view: View, account: Address, _content: bytes) -> NoReturn:
    """An error: sign where the key is."""
    _refuse(account)


@namespace.method("eth_signTransaction", message)
def sign_transaction(_view: View, sent: Message) -> NoReturn:
    """An error: sign where the key is."""
    _refuse(sent.sender)


@namespace.method("eth_sendTransaction", message)
def send_transaction(_view: View, sent: Message) -> NoReturn:
    """An error: sign where the key is, and use `eth_sendRawTransaction`."""
    _refuse(sent.sender)


def _refuse(account: Address) -> NoReturn:
    raise RpcError(SERVER_ERROR, f"unknown account: this node holds no key of {hex0x(account)}")
