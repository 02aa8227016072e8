"""The relay's transactions are Ethereum's, byte for byte."""

from eth_account import Account

from contracts.acts import address_of
from contracts.addresses import REGISTRY
from contracts.ids import hex0x
from gateway.outbox.transactions import Relay
from tests.gateway.network import CHAIN_ID, secret


def test_a_transaction_is_as_eth_account_makes_it() -> None:
    relay = Relay(secret("relay"), CHAIN_ID)
    for nonce, calldata in ((0, b""), (127, b"\x01"), (128, bytes(55)), (70_000, bytes(range(256)) * 20)):
        made = relay.transaction(nonce, calldata, 90_000)
        expected = Account.sign_transaction(
            {
                "type": 2,
                "chainId": CHAIN_ID,
                "nonce": nonce,
                "maxPriorityFeePerGas": 0,
                "maxFeePerGas": 0,
                "gas": 90_000,
                "to": REGISTRY,
                "value": 0,
                "data": calldata,
                "accessList": [],
            },
            secret("relay"),
        )
        assert made.raw == bytes(expected.raw_transaction)
        assert made.hash == bytes(expected.hash)
    assert Account.recover_transaction(made.raw).lower() == hex0x(address_of(secret("relay")))


def test_the_same_parcel_is_the_same_bytes() -> None:
    one, other = Relay(secret("relay"), CHAIN_ID), Relay(secret("relay"), CHAIN_ID)
    assert one.transaction(3, b"\x07", 100) == other.transaction(3, b"\x07", 100)
    assert one.transaction(3, b"\x07", 100) != Relay(secret("relay"), 1).transaction(3, b"\x07", 100)
