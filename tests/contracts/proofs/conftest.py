"""A certificate among others in an anchored batch, on a ledger with a thousand other batches."""

from copy import deepcopy
from typing import Any

import pytest

from contracts.proofs import Bundle
from tests.contracts.proofs.world import Signed, World, signed_batch


@pytest.fixture
def signed(certificate: dict[str, Any]) -> Signed:
    documents = [deepcopy(certificate) | {"number": f"VN-RCEP-{n}"} for n in range(5)]
    return signed_batch(documents)


@pytest.fixture
def world(signed: Signed) -> World:
    return World().crowd(60).admit().anchor(signed.batch)


@pytest.fixture
def bundle(world: World, signed: Signed) -> Bundle:
    return world.sealed().bundle([signed.evidence(2)])
