"""A certificate inside an invoice batch: what the contracts cannot see, and what every verifier does."""

from typing import Any

import pytest

from contracts import calls
from contracts.addresses import REGISTRY
from contracts.batches import BatchTree, root_of_inclusion
from contracts.commitment import Commitment, commit, record_id
from contracts.ids import RecordId
from contracts.records.kinds import parse_record
from contracts.refusals import Refusal
from tests.contracts.vyper.harness import (
    CERTIFICATE,
    INVOICE,
    RCEP,
    TRADER,
    Chain,
    batch_of,
    ids,
    signed,
)


@pytest.fixture
def committed(certificate: dict[str, Any]) -> Commitment:
    return commit(parse_record(CERTIFICATE, certificate), b"\x07" * 32)


def recomputed(committed: Commitment, kind: int, scope: int) -> RecordId:
    """The id of the disclosed fields under the kind and scope with which their batch is anchored."""
    return record_id(kind, 1, scope, len(committed.leaves), committed.root)


def test_a_trader_cannot_anchor_a_certificate_as_one(chain: Chain, committed: Commitment) -> None:
    batch = batch_of(BatchTree([committed.id]), kind=CERTIFICATE, scope=RCEP)
    assert chain.send(REGISTRY, calls.anchor(signed(batch))).refusal is Refusal.ROLE_MISSING


def test_a_certificate_in_an_invoice_batch_is_no_certificate_to_a_verifier(
    chain: Chain, committed: Commitment
) -> None:
    """The Registry sees a root, never the records; the id is bound to the kind, and that is anchored."""
    tree = BatchTree([committed.id, *ids("invoice", 2)])
    assert not chain.send(REGISTRY, calls.anchor(signed(batch_of(tree)))).reverted
    entry = chain.batch(TRADER, tree.root)
    assert entry is not None
    assert (entry.kind, entry.scope) == (INVOICE, 0)
    as_anchored = recomputed(committed, entry.kind, entry.scope)
    assert as_anchored != committed.id
    assert root_of_inclusion(as_anchored, 0, entry.count, tree.proof(0)) != tree.root
    as_a_certificate = recomputed(committed, CERTIFICATE, RCEP)
    assert as_a_certificate == committed.id
    assert root_of_inclusion(as_a_certificate, 0, entry.count, tree.proof(0)) == tree.root
