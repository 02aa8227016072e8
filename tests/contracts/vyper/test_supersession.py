"""Superseding: one record by another, a whole batch by another, and what can't take whose place."""

import pytest

from contracts import calls
from contracts.acts import State, Supersede, address_of
from contracts.addresses import REGISTRY
from contracts.batches import BatchTree
from contracts.calls import WHOLE_BATCH
from contracts.ids import UnixTime
from contracts.refusals import Refusal
from tests.contracts.vyper.harness import (
    BODY,
    CERTIFICATE,
    DAY,
    DECLARATION,
    JP_VN,
    NEWER,
    NOW,
    RCEP,
    RIVAL,
    TRADER,
    TREE,
    Chain,
    batch_of,
    end,
    ids,
    not_ended,
    position,
    revoke_of,
    secret,
    signed,
    supersede_of,
)


def test_a_record_is_superseded_by_a_record(anchored: Chain) -> None:
    act = supersede_of(TREE.ids[1], NEWER.ids[2])
    outcome = end(anchored, act, [position(TREE, 1), position(NEWER, 2)])
    key = address_of(secret("trader"))
    expected = calls.StatusChanged(
        TREE.ids[1], TRADER, TREE.root, State.SUPERSEDED, 2, key, NEWER.ids[2], NEWER.root
    )
    assert outcome.events == (expected,)
    assert anchored.end(TRADER, TREE.ids[1]) == calls.EndView(State.SUPERSEDED, 2, NOW, key, NEWER.ids[2])
    assert anchored.end(TRADER, NEWER.ids[2]).state is State.ACTIVE


def test_a_record_is_superseded_by_another_of_its_own_batch(anchored: Chain) -> None:
    act = supersede_of(TREE.ids[0], TREE.ids[4], successor_root=TREE.root)
    assert not end(anchored, act, [position(TREE, 0), position(TREE, 4)]).reverted


def test_a_whole_batch_is_superseded_by_a_whole_batch(anchored: Chain) -> None:
    assert not end(anchored, supersede_of(TREE.root, NEWER.root), [WHOLE_BATCH, WHOLE_BATCH]).reverted
    ended = anchored.end(TRADER, TREE.root)
    assert (ended.state, ended.successor) == (State.SUPERSEDED, NEWER.root)


def test_a_successor_is_another_than_its_predecessor(anchored: Chain) -> None:
    twin = BatchTree([TREE.ids[0], *ids("other", 2)])
    anchored.send(REGISTRY, calls.anchor(signed(batch_of(twin))))
    for root, tree in ((TREE.root, TREE), (twin.root, twin)):
        act = supersede_of(TREE.ids[0], TREE.ids[0], successor_root=root)
        outcome = end(anchored, act, [position(TREE, 0), position(tree, 0)])
        not_ended(anchored, outcome, Refusal.SUCCESSOR_IS_PREDECESSOR, TREE.ids[0])
    whole = supersede_of(TREE.root, TREE.root, successor_root=TREE.root)
    outcome = end(anchored, whole, [WHOLE_BATCH, WHOLE_BATCH])
    not_ended(anchored, outcome, Refusal.SUCCESSOR_IS_PREDECESSOR, TREE.root)


def test_a_successor_is_anchored(anchored: Chain) -> None:
    unknown = BatchTree(ids("unknown", 2))
    act = supersede_of(TREE.ids[0], unknown.ids[0], successor_root=unknown.root)
    outcome = end(anchored, act, [position(TREE, 0), position(unknown, 0)])
    not_ended(anchored, outcome, Refusal.SUCCESSOR_UNKNOWN, TREE.ids[0])


def test_a_successor_is_the_same_members(anchored: Chain) -> None:
    anchored_by_the_rival = BatchTree(ids("rival's", 2))
    anchored.send(REGISTRY, calls.anchor(signed(batch_of(anchored_by_the_rival, member=RIVAL), "rival")))
    act = supersede_of(TREE.ids[0], anchored_by_the_rival.ids[0], successor_root=anchored_by_the_rival.root)
    outcome = end(anchored, act, [position(TREE, 0), position(anchored_by_the_rival, 0)])
    not_ended(anchored, outcome, Refusal.SUCCESSOR_UNKNOWN, TREE.ids[0])


def test_a_successor_is_proved_to_be_in_its_batch(anchored: Chain) -> None:
    for successor, place in ((NEWER.ids[0], position(NEWER, 1)), (TREE.ids[1], position(NEWER, 1))):
        act = supersede_of(TREE.ids[0], successor)
        outcome = end(anchored, act, [position(TREE, 0), place])
        not_ended(anchored, outcome, Refusal.SUCCESSOR_NOT_INCLUDED, TREE.ids[0])


def test_a_successor_still_stands_itself_and_its_batch(anchored: Chain) -> None:
    end(anchored, revoke_of(NEWER.ids[0], NEWER.root), [position(NEWER, 0)])
    outcome = end(anchored, supersede_of(TREE.ids[0], NEWER.ids[0]), [position(TREE, 0), position(NEWER, 0)])
    not_ended(anchored, outcome, Refusal.SUCCESSOR_INACTIVE, TREE.ids[0])
    end(anchored, revoke_of(NEWER.root, NEWER.root), [WHOLE_BATCH])
    outcome = end(anchored, supersede_of(TREE.ids[0], NEWER.ids[1]), [position(TREE, 0), position(NEWER, 1)])
    not_ended(anchored, outcome, Refusal.SUCCESSOR_INACTIVE, TREE.ids[0])


def test_supersession_has_no_cycle(anchored: Chain) -> None:
    end(anchored, supersede_of(TREE.ids[0], NEWER.ids[0]), [position(TREE, 0), position(NEWER, 0)])
    back = supersede_of(NEWER.ids[0], TREE.ids[0], root=NEWER.root, successor_root=TREE.root)
    outcome = end(anchored, back, [position(NEWER, 0), position(TREE, 0)])
    not_ended(anchored, outcome, Refusal.SUCCESSOR_INACTIVE, NEWER.ids[0])


@pytest.mark.parametrize(
    ("kind", "scope"), [(DECLARATION, RCEP), (6, 0)], ids=["a declaration", "a packing list"]
)
def test_a_successor_is_of_the_same_kind(anchored: Chain, kind: int, scope: int) -> None:
    other = BatchTree(ids("other kind", 2))
    anchored.send(REGISTRY, calls.anchor(signed(batch_of(other, kind=kind, scope=scope))))
    act = supersede_of(TREE.ids[0], other.ids[0], successor_root=other.root)
    outcome = end(anchored, act, [position(TREE, 0), position(other, 0)])
    not_ended(anchored, outcome, Refusal.SUCCESSOR_DIFFERS, TREE.ids[0])


def test_a_successor_is_under_the_same_agreement(anchored: Chain) -> None:
    under = {scope: BatchTree(ids(f"under {scope}", 2)) for scope in (RCEP, JP_VN)}
    for scope, tree in under.items():
        batch = batch_of(tree, member=BODY, kind=CERTIFICATE, scope=scope)
        assert not anchored.send(REGISTRY, calls.anchor(signed(batch, "body"))).reverted
    old, new = under[RCEP], under[JP_VN]
    act = Supersede(BODY, old.root, old.ids[0], new.root, new.ids[0], 2, UnixTime(NOW + DAY))
    outcome = end(anchored, act, [position(old, 0), position(new, 0)], "body")
    assert outcome.refusal is Refusal.SUCCESSOR_DIFFERS


def test_a_record_is_not_superseded_by_a_batch_nor_a_batch_by_a_record(anchored: Chain) -> None:
    outcome = end(anchored, supersede_of(TREE.ids[0], NEWER.root), [position(TREE, 0), WHOLE_BATCH])
    not_ended(anchored, outcome, Refusal.SUCCESSOR_DIFFERS, TREE.ids[0])
    outcome = end(anchored, supersede_of(TREE.root, NEWER.ids[0]), [WHOLE_BATCH, position(NEWER, 0)])
    not_ended(anchored, outcome, Refusal.SUCCESSOR_DIFFERS, TREE.root)
