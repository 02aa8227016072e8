"""Ending what was stated: revoke, withdraw, supersede; of one record, or of a whole batch."""

import pytest

from contracts import calls
from contracts.acts import Revoke, State, StatusAct, Withdraw, address_of, sign
from contracts.addresses import CONSORTIUM, REGISTRY
from contracts.batches import BatchTree
from contracts.calls import WHOLE_BATCH, Position
from contracts.ids import Signature
from contracts.refusals import Refusal
from contracts.slots import member_slot
from tests.contracts.vyper.harness import (
    BODY,
    CERTIFICATE,
    DECLARATION,
    DOMAIN,
    LATER,
    NEWER,
    NOW,
    ORDER,
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
    signature_of,
    signed,
    supersede_of,
)

ENDINGS = pytest.mark.parametrize(
    ("act_type", "state"), [(Revoke, State.REVOKED), (Withdraw, State.WITHDRAWN)]
)


@ENDINGS
@pytest.mark.parametrize("index", range(5))
def test_one_record_ends_by_its_place_in_the_batch(
    anchored: Chain, act_type: type[Revoke] | type[Withdraw], state: State, index: int
) -> None:
    act = act_type(TRADER, TREE.root, TREE.ids[index], 7, LATER)
    outcome = end(anchored, act, [position(TREE, index)])
    key = address_of(secret("trader"))
    assert outcome.events == (
        calls.StatusChanged(TREE.ids[index], TRADER, TREE.root, state, 7, key, None, None),
    )
    assert anchored.end(TRADER, TREE.ids[index]) == calls.EndView(state, 7, NOW, key, bytes(32))
    assert anchored.end(TRADER, TREE.root).state is State.ACTIVE


@ENDINGS
def test_a_whole_batch_ends_by_its_root(
    anchored: Chain, act_type: type[Revoke] | type[Withdraw], state: State
) -> None:
    outcome = end(anchored, act_type(TRADER, TREE.root, TREE.root, 1, LATER), [WHOLE_BATCH])
    assert not outcome.reverted
    assert anchored.end(TRADER, TREE.root).state is state
    assert anchored.end(TRADER, NEWER.root).state is State.ACTIVE


def test_any_author_key_of_the_member_may_end_a_record(anchored: Chain) -> None:
    outcome = end(anchored, revoke_of(TREE.ids[0], TREE.root), [position(TREE, 0)], "trader's second")
    assert not outcome.reverted
    assert anchored.end(TRADER, TREE.ids[0]).key == address_of(secret("trader's second"))


def test_a_member_that_lost_its_role_may_still_end_what_it_stated(anchored: Chain) -> None:
    """The right to correct oneself is no role."""
    tree = BatchTree(ids("certificate", 2))
    batch = batch_of(tree, member=BODY, kind=CERTIFICATE, scope=RCEP)
    anchored.send(REGISTRY, calls.anchor(signed(batch, "body")))
    word_without_agreements = 1 | int.from_bytes(b"VN", "big") << 16 | 1 << (32 + 4)
    anchored.set_word(CONSORTIUM, member_slot(BODY), word_without_agreements)
    act = revoke_of(tree.ids[0], tree.root, member=BODY)
    assert not end(anchored, act, [position(tree, 0)], "body").reverted


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("stranger", Refusal.KEY_UNKNOWN),
        ("rival", Refusal.KEY_OF_ANOTHER_MEMBER),
        ("relay", Refusal.KEY_OF_ANOTHER_MEMBER),
        ("trader's reader", Refusal.KEY_NOT_FOR_THIS),
        ("trader's next", Refusal.KEY_NOT_YET_VALID),
        ("trader's last", Refusal.KEY_NO_LONGER_VALID),
    ],
)
def test_no_other_key_ends_a_record(anchored: Chain, name: str, reason: Refusal) -> None:
    outcome = end(anchored, revoke_of(TREE.ids[0], TREE.root), [position(TREE, 0)], name)
    not_ended(anchored, outcome, reason, TREE.ids[0])


def test_a_compromised_key_ends_nothing(anchored: Chain) -> None:
    anchored.compromise("trader", since=NOW)
    outcome = end(anchored, revoke_of(TREE.ids[0], TREE.root), [position(TREE, 0)])
    not_ended(anchored, outcome, Refusal.KEY_COMPROMISED, TREE.ids[0])


@pytest.mark.parametrize("state", [2, 3])
def test_an_inactive_member_ends_nothing(anchored: Chain, state: int) -> None:
    anchored.change_member(TRADER, state=state)
    outcome = end(anchored, revoke_of(TREE.ids[0], TREE.root), [position(TREE, 0)])
    not_ended(anchored, outcome, Refusal.MEMBER_INACTIVE, TREE.ids[0])


def test_an_expired_act_ends_nothing(anchored: Chain) -> None:
    act = revoke_of(TREE.ids[0], TREE.root)
    anchored.time = LATER + 1
    not_ended(anchored, end(anchored, act, [position(TREE, 0)]), Refusal.EXPIRED, TREE.ids[0])
    anchored.time = LATER
    assert not end(anchored, act, [position(TREE, 0)]).reverted


def test_a_signature_for_one_act_is_none_for_another(anchored: Chain) -> None:
    revoke = revoke_of(TREE.ids[0], TREE.root)
    withdraw = Withdraw(revoke.member, revoke.root, revoke.target, revoke.reason, revoke.valid_until)
    data = calls.withdraw(withdraw, position(TREE, 0), sign(revoke, DOMAIN, secret("trader")))
    not_ended(anchored, anchored.send(REGISTRY, data), Refusal.KEY_UNKNOWN, TREE.ids[0])


def test_anothers_id_anchored_to_revoke_it_stays_as_it_is(anchored: Chain) -> None:
    """A rival may put a copied id into a batch of its own, and revoke it there: the owner's record stands."""
    mine = BatchTree([TREE.ids[0]])
    anchored.send(
        REGISTRY, calls.anchor(signed(batch_of(mine, member=RIVAL, kind=DECLARATION, scope=RCEP), "rival"))
    )
    outcome = end(anchored, revoke_of(TREE.ids[0], mine.root, member=RIVAL), [position(mine, 0)], "rival")
    assert not outcome.reverted
    assert anchored.end(RIVAL, TREE.ids[0]).state is State.REVOKED
    assert anchored.end(TRADER, TREE.ids[0]).state is State.ACTIVE


def test_a_rival_cannot_name_the_owners_batch(anchored: Chain) -> None:
    outcome = end(anchored, revoke_of(TREE.ids[0], TREE.root, member=RIVAL), [position(TREE, 0)], "rival")
    not_ended(anchored, outcome, Refusal.BATCH_UNKNOWN, TREE.ids[0])
    outcome = end(anchored, revoke_of(TREE.ids[0], TREE.root, member=TRADER), [position(TREE, 0)], "rival")
    not_ended(anchored, outcome, Refusal.KEY_OF_ANOTHER_MEMBER, TREE.ids[0])


def test_a_batch_that_was_never_anchored_cannot_end(chain: Chain) -> None:
    outcome = end(chain, revoke_of(TREE.root, TREE.root), [WHOLE_BATCH])
    not_ended(chain, outcome, Refusal.BATCH_UNKNOWN, TREE.root)


@pytest.mark.parametrize(
    "wrong",
    [
        position(TREE, 1),
        Position(0, TREE.proof(0)[:-1]),
        Position(0, (*TREE.proof(0), bytes(32))),
        Position(0, TREE.proof(0)[::-1]),
        Position(5, TREE.proof(0)),
        Position(2**32 - 1, TREE.proof(0)),
        Position(8, TREE.proof(0)),
        WHOLE_BATCH,
    ],
    ids=["another's", "too short", "too long", "reversed", "outside", "far outside", "wraps", "none"],
)
def test_a_record_without_its_proof_cannot_end(anchored: Chain, wrong: Position) -> None:
    outcome = end(anchored, revoke_of(TREE.ids[0], TREE.root), [wrong])
    not_ended(anchored, outcome, Refusal.NOT_INCLUDED, TREE.ids[0])


def test_an_inner_node_is_no_record(anchored: Chain) -> None:
    """Leaves and nodes are hashed apart (RFC 6962 §2.1): a node's hash is not the leaf of anything."""
    inner = TREE.proof(0)[1]
    outcome = end(anchored, revoke_of(inner, TREE.root), [Position(1, TREE.proof(0)[1:])])
    not_ended(anchored, outcome, Refusal.NOT_INCLUDED, inner)


@pytest.mark.parametrize("wrong", [Position(1, ()), position(TREE, 0)])
def test_a_whole_batch_has_no_place_in_itself(anchored: Chain, wrong: Position) -> None:
    outcome = end(anchored, revoke_of(TREE.root, TREE.root), [wrong])
    not_ended(anchored, outcome, Refusal.NOT_INCLUDED, TREE.root)


def test_the_deepest_record_of_the_largest_batch_can_end(chain: Chain) -> None:
    tree = BatchTree(ids("parcel", 65_536))
    chain.send(REGISTRY, calls.anchor(signed(batch_of(tree))))
    last = 65_535
    assert len(tree.proof(last)) == 16
    assert not end(chain, revoke_of(tree.ids[last], tree.root), [position(tree, last)]).reverted


def test_a_status_is_terminal(anchored: Chain) -> None:
    act = revoke_of(TREE.ids[0], TREE.root)
    end(anchored, act, [position(TREE, 0)])
    before = anchored.end(TRADER, TREE.ids[0])
    anchored.time = NOW + 60
    attempts: list[tuple[StatusAct, list[Position]]] = [
        (act, [position(TREE, 0)]),
        (Withdraw(TRADER, TREE.root, TREE.ids[0], 0, LATER), [position(TREE, 0)]),
        (supersede_of(TREE.ids[0], NEWER.ids[0]), [position(TREE, 0), position(NEWER, 0)]),
    ]
    for again, positions in attempts:
        assert end(anchored, again, positions).refusal is Refusal.STATUS_TERMINAL
    assert anchored.end(TRADER, TREE.ids[0]) == before


def test_nothing_in_an_ended_batch_can_end_again(anchored: Chain) -> None:
    end(anchored, revoke_of(TREE.root, TREE.root), [WHOLE_BATCH])
    outcome = end(anchored, revoke_of(TREE.ids[0], TREE.root), [position(TREE, 0)])
    not_ended(anchored, outcome, Refusal.STATUS_TERMINAL, TREE.ids[0])


def test_a_batch_may_end_after_one_of_its_records(anchored: Chain) -> None:
    end(anchored, revoke_of(TREE.ids[0], TREE.root), [position(TREE, 0)])
    assert not end(anchored, revoke_of(TREE.root, TREE.root), [WHOLE_BATCH]).reverted


@pytest.mark.parametrize("v", [0, 26, 29])
def test_an_end_is_signed_in_the_one_spelling(anchored: Chain, v: int) -> None:
    act = revoke_of(TREE.ids[0], TREE.root)
    signature = signature_of(act)
    r, s = signature[:32], int.from_bytes(signature[32:64], "big")
    malleated = Signature(r + (ORDER - s).to_bytes(32, "big") + bytes((55 - signature[64],)))
    for other in (malleated, Signature(signature[:64] + bytes((v,))), Signature(bytes(64) + b"\x1b")):
        outcome = anchored.send(REGISTRY, calls.revoke(act, position(TREE, 0), other))
        not_ended(anchored, outcome, Refusal.SIGNATURE_MALFORMED, TREE.ids[0])
