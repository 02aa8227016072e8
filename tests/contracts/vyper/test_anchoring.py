"""Anchoring one batch: what the Registry accepts, and beside each acceptance its refusal."""

import pytest

from contracts import calls
from contracts.acts import Domain, address_of
from contracts.addresses import CONSORTIUM, REGISTRY
from contracts.batches import BatchTree
from contracts.ids import NetworkId, Signature
from contracts.refusals import Refusal
from contracts.roles import AUTHOR_ROLES, Role
from contracts.slots import BatchEntry, member_slot
from tests.contracts.vyper.harness import (
    BODY,
    CARRIER,
    CERTIFICATE,
    CHAIN_ID,
    CPTPP,
    CUSTOMS,
    DAY,
    DECLARATION,
    INVOICE,
    LATER,
    MILESTONE,
    NETWORK,
    NOW,
    ORDER,
    RCEP,
    RIVAL,
    TRADER,
    Chain,
    Outcome,
    batch_of,
    ids,
    secret,
    signed,
)


def anchor(chain: Chain, item: calls.SignedBatch) -> Outcome:
    return chain.send(REGISTRY, calls.anchor(item))


def refused(chain: Chain, item: calls.SignedBatch, reason: Refusal) -> None:
    """Both ways in refuse the item for the same reason, and nothing is written."""
    before = chain.batch(item.batch.member, item.batch.root)
    alone = anchor(chain, item)
    assert alone.reverted
    assert alone.refusal is reason
    packed = chain.send(REGISTRY, calls.anchor_many([item]))
    assert packed.events == (calls.AnchorRefused(item.batch.root, item.batch.member, reason),)
    assert chain.batch(item.batch.member, item.batch.root) == before


def test_an_author_anchors_a_batch(chain: Chain) -> None:
    tree = BatchTree(ids("invoice", 3))
    outcome = anchor(chain, signed(batch_of(tree)))
    author = address_of(secret("trader"))
    assert outcome.events == (calls.Anchored(tree.root, TRADER, author, INVOICE, 0, 3),)
    assert chain.batch(TRADER, tree.root) == BatchEntry(author, NOW, 3, INVOICE, 0)


def test_the_time_of_a_batch_is_the_blocks(chain: Chain) -> None:
    chain.time = NOW + 17
    item = signed(batch_of(b"a"))
    anchor(chain, item)
    entry = chain.batch(TRADER, item.batch.root)
    assert entry is not None
    assert entry.time == NOW + 17


@pytest.mark.parametrize("count", [1, 65_535, 65_536])
def test_a_batch_holds_1_to_65536_records(chain: Chain, count: int) -> None:
    item = signed(batch_of(b"a", count=count))
    assert not anchor(chain, item).reverted
    entry = chain.batch(TRADER, item.batch.root)
    assert entry is not None
    assert entry.count == count


@pytest.mark.parametrize("count", [0, 65_537, 2**32 - 1])
def test_a_batch_of_another_size_is_refused(chain: Chain, count: int) -> None:
    refused(chain, signed(batch_of(b"a", count=count)), Refusal.COUNT_OUT_OF_RANGE)


@pytest.mark.parametrize("kind", range(1, 12))
@pytest.mark.parametrize("role", list(Role))
def test_a_kind_is_authored_by_its_roles_only(chain: Chain, kind: int, role: Role) -> None:
    everything = ((1 << 128) - 1) << 128
    chain.set_word(CONSORTIUM, member_slot(TRADER), 1 | 1 << (32 + role) | everything)
    item = signed(batch_of(b"a", kind=kind, scope=RCEP if kind <= 2 else 0))
    if role in AUTHOR_ROLES[kind]:
        assert not anchor(chain, item).reverted
    else:
        refused(chain, item, Refusal.ROLE_MISSING)


@pytest.mark.parametrize("kind", [0, 12, 15, 16, 17, 255])
def test_an_unknown_kind_is_refused(chain: Chain, kind: int) -> None:
    refused(chain, signed(batch_of(b"a", kind=kind)), Refusal.KIND_UNKNOWN)


def test_an_issuing_body_certifies_under_its_agreements(chain: Chain) -> None:
    item = signed(batch_of(b"a", member=BODY, kind=CERTIFICATE, scope=RCEP), "body")
    assert not anchor(chain, item).reverted


@pytest.mark.parametrize("scope", [CPTPP, 127, 128, 148, 65_535])
def test_an_issuing_body_certifies_under_no_other_agreement(chain: Chain, scope: int) -> None:
    item = signed(batch_of(b"a", member=BODY, kind=CERTIFICATE, scope=scope), "body")
    refused(chain, item, Refusal.AGREEMENT_MISSING)


def test_a_self_certified_declaration_names_any_agreement(chain: Chain) -> None:
    assert not anchor(chain, signed(batch_of(b"a", kind=DECLARATION, scope=CPTPP))).reverted


def test_an_origin_proof_without_agreement_is_refused(chain: Chain) -> None:
    refused(chain, signed(batch_of(b"a", kind=DECLARATION)), Refusal.SCOPE_MISMATCH)
    certificate = batch_of(b"a", member=BODY, kind=CERTIFICATE)
    refused(chain, signed(certificate, "body"), Refusal.SCOPE_MISMATCH)


def test_an_invoice_with_an_agreement_is_refused(chain: Chain) -> None:
    refused(chain, signed(batch_of(b"a", scope=RCEP)), Refusal.SCOPE_MISMATCH)


def test_the_same_batch_again_says_so_and_changes_nothing(chain: Chain) -> None:
    item = signed(batch_of(b"a"))
    anchor(chain, item)
    before = chain.batch(TRADER, item.batch.root)
    chain.time = LATER + DAY
    assert anchor(chain, item).events == (calls.AnchorRepeated(item.batch.root, TRADER),)
    assert chain.batch(TRADER, item.batch.root) == before


@pytest.mark.parametrize("change", [{"kind": MILESTONE}, {"count": 2}, {"kind": DECLARATION, "scope": RCEP}])
def test_the_same_root_with_other_terms_is_refused(chain: Chain, change: dict[str, int]) -> None:
    anchor(chain, signed(batch_of(b"a")))
    refused(chain, signed(batch_of(b"a", **change)), Refusal.BATCH_DIFFERS)


def test_a_rival_who_copies_a_pending_root_changes_nothing_for_its_owner(chain: Chain) -> None:
    copy = signed(batch_of(b"a", member=RIVAL), "rival")
    assert not anchor(chain, copy).reverted
    original = signed(batch_of(b"a"))
    assert not anchor(chain, original).reverted
    owned, copied = (chain.batch(member, original.batch.root) for member in (TRADER, RIVAL))
    assert owned is not None
    assert copied is not None
    assert (owned.author, copied.author) == (address_of(secret("trader")), address_of(secret("rival")))


def test_a_batch_is_not_anchored_in_the_name_of_another_member(chain: Chain) -> None:
    refused(chain, signed(batch_of(b"a"), "rival"), Refusal.KEY_OF_ANOTHER_MEMBER)


def test_a_relay_that_claims_to_be_the_author_is_refused(chain: Chain) -> None:
    mine = batch_of(b"a", member=CUSTOMS, kind=MILESTONE)
    refused(chain, signed(mine, "relay"), Refusal.KEY_NOT_FOR_THIS)
    refused(chain, signed(batch_of(b"a"), "relay"), Refusal.KEY_OF_ANOTHER_MEMBER)


def test_who_sends_the_transaction_does_not_matter(chain: Chain) -> None:
    outcome = chain.send(REGISTRY, calls.anchor(signed(batch_of(b"a"))), address_of(secret("stranger")))
    assert not outcome.reverted
    sent_by_the_author = calls.anchor(signed(batch_of(b"b"), "rival"))
    outcome = chain.send(REGISTRY, sent_by_the_author, address_of(secret("trader")))
    assert outcome.refusal is Refusal.KEY_OF_ANOTHER_MEMBER


def test_a_key_that_was_never_registered_is_refused(chain: Chain) -> None:
    refused(chain, signed(batch_of(b"a"), "stranger"), Refusal.KEY_UNKNOWN)


def test_a_key_for_other_purposes_is_refused(chain: Chain) -> None:
    refused(chain, signed(batch_of(b"a"), "trader's reader"), Refusal.KEY_NOT_FOR_THIS)


def test_a_key_signs_from_its_first_second_on(chain: Chain) -> None:
    item = signed(batch_of(b"a", valid_until=NOW + 2 * DAY), "trader's next")
    chain.time = NOW + DAY - 1
    refused(chain, item, Refusal.KEY_NOT_YET_VALID)
    chain.time = NOW + DAY
    assert not anchor(chain, item).reverted


def test_a_key_past_its_window_cannot_anchor(chain: Chain) -> None:
    chain.time = NOW - 1
    assert not anchor(chain, signed(batch_of(b"a"), "trader's last")).reverted
    chain.time = NOW
    refused(chain, signed(batch_of(b"b"), "trader's last"), Refusal.KEY_NO_LONGER_VALID)


def test_a_key_is_void_from_its_compromise_on(chain: Chain) -> None:
    chain.compromise("trader", since=NOW)
    chain.time = NOW - 1
    assert not anchor(chain, signed(batch_of(b"a"))).reverted
    chain.time = NOW
    refused(chain, signed(batch_of(b"b")), Refusal.KEY_COMPROMISED)
    assert not anchor(chain, signed(batch_of(b"b"), "trader's second")).reverted


@pytest.mark.parametrize("state", [2, 3])
def test_a_suspended_or_removed_member_cannot_anchor(chain: Chain, state: int) -> None:
    chain.change_member(TRADER, state=state)
    refused(chain, signed(batch_of(b"a")), Refusal.MEMBER_INACTIVE)
    chain.change_member(TRADER)
    assert not anchor(chain, signed(batch_of(b"a"))).reverted


def test_an_emergency_suspension_ends_by_itself(chain: Chain) -> None:
    chain.change_member(TRADER, suspended_until=NOW + 72 * 3_600)
    item = signed(batch_of(b"a", valid_until=NOW + 30 * DAY))
    chain.time = NOW + 72 * 3_600 - 1
    refused(chain, item, Refusal.MEMBER_INACTIVE)
    chain.time = NOW + 72 * 3_600
    assert not anchor(chain, item).reverted


def test_an_act_may_be_written_in_its_last_second(chain: Chain) -> None:
    chain.time = LATER
    assert not anchor(chain, signed(batch_of(b"a"))).reverted


def test_an_expired_act_is_refused(chain: Chain) -> None:
    chain.time = LATER + 1
    refused(chain, signed(batch_of(b"a")), Refusal.EXPIRED)


@pytest.mark.parametrize(
    "domain",
    [
        Domain(CHAIN_ID, REGISTRY, NetworkId(b"\x07" * 32)),
        Domain(CHAIN_ID + 1, REGISTRY, NETWORK),
        Domain(CHAIN_ID, CONSORTIUM, NETWORK),
    ],
    ids=["network", "chain", "contract"],
)
def test_a_signature_for_elsewhere_is_none_here(chain: Chain, domain: Domain) -> None:
    refused(chain, signed(batch_of(b"a"), domain=domain), Refusal.KEY_UNKNOWN)


def test_a_signature_with_high_s_is_refused(chain: Chain) -> None:
    item = signed(batch_of(b"a"))
    r, s, v = item.signature[:32], int.from_bytes(item.signature[32:64], "big"), item.signature[64]
    malleated = Signature(r + (ORDER - s).to_bytes(32, "big") + bytes((55 - v,)))
    refused(chain, calls.SignedBatch(item.batch, malleated), Refusal.SIGNATURE_MALFORMED)


@pytest.mark.parametrize("v", [0, 1, 26, 29, 255])
def test_a_signature_with_another_v_is_refused(chain: Chain, v: int) -> None:
    item = signed(batch_of(b"a"))
    malleated = Signature(item.signature[:64] + bytes((v,)))
    refused(chain, calls.SignedBatch(item.batch, malleated), Refusal.SIGNATURE_MALFORMED)


def test_the_other_v_recovers_another_key(chain: Chain) -> None:
    item = signed(batch_of(b"a"))
    flipped = Signature(item.signature[:64] + bytes((55 - item.signature[64],)))
    refused(chain, calls.SignedBatch(item.batch, flipped), Refusal.KEY_UNKNOWN)


@pytest.mark.parametrize("r", [0, ORDER, 2**256 - 1])
def test_a_signature_from_which_nothing_is_recovered_is_refused(chain: Chain, r: int) -> None:
    nothing = Signature(r.to_bytes(32, "big") + (1).to_bytes(32, "big") + b"\x1b")
    refused(chain, calls.SignedBatch(batch_of(b"a"), nothing), Refusal.SIGNATURE_MALFORMED)


def test_an_empty_key_slot_never_stands_for_the_zero_address(chain: Chain) -> None:
    """A failed recovery gives address zero; it can't be registered, and its signature is malformed first."""
    nothing = Signature(bytes(64) + b"\x1b")
    refused(chain, calls.SignedBatch(batch_of(b"a"), nothing), Refusal.SIGNATURE_MALFORMED)


@pytest.mark.parametrize(
    "change",
    [{"count": 2}, {"kind": DECLARATION, "scope": RCEP}, {"valid_until": LATER + 1}, {"member": RIVAL}],
)
def test_a_relay_cannot_change_a_field_of_what_was_signed(chain: Chain, change: dict[str, int]) -> None:
    original = signed(batch_of(b"a"))
    changed = calls.SignedBatch(batch_of(b"a", **change), original.signature)
    refused(chain, changed, Refusal.KEY_UNKNOWN)


@pytest.mark.parametrize("salt", [NETWORK, NetworkId(bytes(32))])
def test_nothing_counts_before_the_consortium_is_sealed(salt: NetworkId) -> None:
    unsealed = Chain()
    unsealed.time = NOW
    item = signed(batch_of(b"a"), domain=Domain(CHAIN_ID, REGISTRY, salt))
    for data in (calls.anchor(item), calls.anchor_many([item])):
        assert unsealed.send(REGISTRY, data).refusal is Refusal.NETWORK_ID_MISSING


def test_a_carrier_states_milestones_but_no_invoices(chain: Chain) -> None:
    milestone = batch_of(b"a", member=CARRIER, kind=MILESTONE)
    assert not anchor(chain, signed(milestone, "carrier")).reverted
    refused(chain, signed(batch_of(b"b", member=CARRIER), "carrier"), Refusal.ROLE_MISSING)
