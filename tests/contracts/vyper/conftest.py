"""One founded chain, and for each test a state of it that is taken back afterwards."""

from collections.abc import Iterator

import pytest

from contracts import calls
from contracts.addresses import REGISTRY
from contracts.genesis import Genesis
from tests.contracts.vyper.council import Council, council_genesis
from tests.contracts.vyper.harness import NEWER, TREE, Chain, batch_of, genesis_document, signed


@pytest.fixture(scope="session")
def founded_chain() -> Chain:
    return Chain(Genesis.model_validate(genesis_document()))


@pytest.fixture
def chain(founded_chain: Chain) -> Iterator[Chain]:
    with founded_chain.undone():
        yield founded_chain


@pytest.fixture
def anchored(chain: Chain) -> Chain:
    """A chain on which the trader has anchored both trees of invoices."""
    for tree in (TREE, NEWER):
        assert not chain.send(REGISTRY, calls.anchor(signed(batch_of(tree)))).reverted
    return chain


@pytest.fixture(scope="session")
def governed_chain() -> Chain:
    return Chain(council_genesis())


@pytest.fixture
def council(governed_chain: Chain) -> Iterator[Council]:
    """Four voters with a validator each, and one member without a vote."""
    with governed_chain.undone():
        yield Council(governed_chain)
