"""Anchoring many batches at once: each by itself, none at another's expense."""

import pytest

from contracts import calls
from contracts.acts import address_of
from contracts.addresses import REGISTRY
from contracts.errors import BatchInvalid
from contracts.refusals import Refusal
from tests.contracts.vyper.harness import (
    BODY,
    CERTIFICATE,
    INVOICE,
    LATER,
    NOW,
    RCEP,
    RIVAL,
    TRADER,
    Chain,
    batch_of,
    secret,
    signed,
)


def test_64_batches_go_in_together(chain: Chain) -> None:
    items = [signed(batch_of(b"%d" % number)) for number in range(64)]
    outcome = chain.send(REGISTRY, calls.anchor_many(items))
    author = address_of(secret("trader"))
    assert outcome.events == tuple(
        calls.Anchored(item.batch.root, TRADER, author, INVOICE, 0, 1) for item in items
    )
    for item in items:
        entry = chain.batch(TRADER, item.batch.root)
        assert entry is not None
        assert entry.author == author


def test_65_batches_are_refused(chain: Chain) -> None:
    items = [signed(batch_of(b"%d" % number)) for number in range(65)]
    with pytest.raises(BatchInvalid, match="1 to 64"):
        calls.anchor_many(items)
    by_hand = calls.anchor_many(items[:64])
    by_hand = by_hand[:36] + (65).to_bytes(32, "big") + by_hand[68:] + calls.anchor(items[64])[4:]
    assert chain.send(REGISTRY, by_hand).reverted
    assert chain.batch(TRADER, items[0].batch.root) is None


def test_none_at_all_is_refused(chain: Chain) -> None:
    with pytest.raises(BatchInvalid, match="found 0"):
        calls.anchor_many([])
    by_hand = calls.anchor_many([signed(batch_of(b"a"))])[:36] + bytes(32)
    assert chain.send(REGISTRY, by_hand).refusal is Refusal.NOTHING_TO_ANCHOR


def test_one_bad_item_never_reverts_the_rest(chain: Chain) -> None:
    anchored_before = signed(batch_of(b"before"))
    chain.send(REGISTRY, calls.anchor(anchored_before))
    good = [signed(batch_of(b"good %d" % number)) for number in range(3)]
    bad = {
        Refusal.EXPIRED: signed(batch_of(b"expired", valid_until=NOW - 1)),
        Refusal.SIGNATURE_MALFORMED: calls.SignedBatch(
            batch_of(b"malformed"), type(good[0].signature)(bytes(65))
        ),
        Refusal.KEY_UNKNOWN: signed(batch_of(b"unknown"), "stranger"),
        Refusal.KEY_OF_ANOTHER_MEMBER: signed(batch_of(b"another's"), "rival"),
        Refusal.KEY_NOT_FOR_THIS: signed(batch_of(b"reader"), "trader's reader"),
        Refusal.KEY_NOT_YET_VALID: signed(batch_of(b"next"), "trader's next"),
        Refusal.KEY_NO_LONGER_VALID: signed(batch_of(b"last"), "trader's last"),
        Refusal.ROLE_MISSING: signed(batch_of(b"role", member=RIVAL, kind=5), "rival"),
        Refusal.AGREEMENT_MISSING: signed(
            batch_of(b"agreement", member=BODY, kind=CERTIFICATE, scope=1), "body"
        ),
        Refusal.KIND_UNKNOWN: signed(batch_of(b"kind", kind=12)),
        Refusal.SCOPE_MISMATCH: signed(batch_of(b"scope", scope=RCEP)),
        Refusal.COUNT_OUT_OF_RANGE: signed(batch_of(b"count", count=0)),
        Refusal.BATCH_DIFFERS: signed(batch_of(b"before", count=2)),
    }
    items = [good[0], *bad.values(), good[1], anchored_before, good[2]]
    outcome = chain.send(REGISTRY, calls.anchor_many(items))
    author = address_of(secret("trader"))
    anchored = [calls.Anchored(item.batch.root, TRADER, author, INVOICE, 0, 1) for item in good]
    refused = [
        calls.AnchorRefused(item.batch.root, item.batch.member, reason) for reason, item in bad.items()
    ]
    repeated = calls.AnchorRepeated(anchored_before.batch.root, TRADER)
    assert outcome.events == (anchored[0], *refused, anchored[1], repeated, anchored[2])


def test_the_same_item_twice_is_anchored_once(chain: Chain) -> None:
    item = signed(batch_of(b"a"))
    outcome = chain.send(REGISTRY, calls.anchor_many([item, item]))
    assert [type(event) for event in outcome.events] == [calls.Anchored, calls.AnchorRepeated]


def test_a_batch_in_two_spellings_is_anchored_in_the_first(chain: Chain) -> None:
    first, second = signed(batch_of(b"a")), signed(batch_of(b"a", count=9, valid_until=LATER + 1))
    outcome = chain.send(REGISTRY, calls.anchor_many([first, second]))
    assert outcome.events[1] == calls.AnchorRefused(first.batch.root, TRADER, Refusal.BATCH_DIFFERS)
    entry = chain.batch(TRADER, first.batch.root)
    assert entry is not None
    assert entry.count == 1


def test_a_field_wider_than_its_type_is_no_item_at_all(chain: Chain) -> None:
    """Malformed calldata is a malformed transaction: the relay that made it has itself to blame."""
    data = bytearray(calls.anchor_many([signed(batch_of(b"a")), signed(batch_of(b"b"))]))
    data[68 + 2 * 32] = 1
    outcome = chain.send(REGISTRY, bytes(data))
    assert outcome.reverted
    assert outcome.refusal is None
