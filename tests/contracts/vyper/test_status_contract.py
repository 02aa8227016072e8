"""The Status contract: one writer, three ends, nothing undone."""

import pytest

from contracts.acts import State, address_of
from contracts.addresses import REGISTRY, STATUS
from contracts.calls.words import left, selector, uint
from contracts.ids import Address
from contracts.refusals import Refusal
from tests.contracts.vyper.harness import TRADER, TREE, Chain, not_ended, secret

END = selector("end(uint16,bytes32,uint8,uint8,address,bytes32)")
KEY = address_of(secret("trader"))


def ending(state: int) -> bytes:
    return END + uint(TRADER) + TREE.ids[0] + uint(state) + uint(1) + left(KEY) + bytes(32)


@pytest.mark.parametrize("sender", [address_of(secret("relay")), STATUS, KEY])
def test_only_the_registry_writes_status(chain: Chain, sender: Address) -> None:
    outcome = chain.send(STATUS, ending(State.REVOKED), sender)
    not_ended(chain, outcome, Refusal.CALLER_NOT_ALLOWED, TREE.ids[0])


def test_what_the_registry_writes_stays(chain: Chain) -> None:
    assert not chain.send(STATUS, ending(State.REVOKED), REGISTRY).reverted
    before = chain.end(TRADER, TREE.ids[0])
    for state in (State.REVOKED, State.WITHDRAWN, State.SUPERSEDED):
        assert chain.send(STATUS, ending(state), REGISTRY).refusal is Refusal.STATUS_TERMINAL
    assert chain.end(TRADER, TREE.ids[0]) == before


@pytest.mark.parametrize("state", [0, 4, 255])
def test_there_are_three_ends(chain: Chain, state: int) -> None:
    assert chain.send(STATUS, ending(state), REGISTRY).reverted
    assert chain.end(TRADER, TREE.ids[0]).state is State.ACTIVE
