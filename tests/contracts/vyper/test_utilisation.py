"""Drawing on a line of a certificate: opening, setting, releasing, and every way in which it is refused."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from contracts import calls
from contracts.acts import Supersede, sign
from contracts.addresses import REGISTRY, UTILISATION
from contracts.batches import BatchTree
from contracts.errors import RecordInvalid
from contracts.ids import BatchRoot, MemberId, UnixTime
from contracts.refusals import Refusal
from contracts.slots import DebitState
from tests.contracts.vyper.drawing import (
    OTHER_CUSTOMS,
    Certificate,
    balance,
    billionths,
    certificate_of,
    debit_of,
    draw,
    entry,
    genesis_of_two_customs,
    overdraw,
    whole_of,
)
from tests.contracts.vyper.harness import (
    BODY,
    CUSTOMS,
    DAY,
    DOMAIN,
    LATER,
    NOW,
    RIVAL,
    TRADER,
    Chain,
    Outcome,
    batch_of,
    ids,
    position,
    revoke_of,
    secret,
    signature_of,
    signed,
)


@pytest.fixture(scope="module")
def two_customs() -> Chain:
    return Chain(genesis_of_two_customs())


@pytest.fixture
def chain(two_customs: Chain) -> Iterator[Chain]:
    with two_customs.undone():
        yield two_customs


@pytest.fixture
def certificate(chain: Chain) -> Certificate:
    """A certificate of two lines, 100 and 40 kg."""
    return Certificate(chain, certificate_of(["100", "40.5"]), "certificate")


@pytest.fixture
def opened(chain: Chain, certificate: Certificate) -> Certificate:
    """The same, 60 of its first line drawn by the declaration line "one"."""
    assert not draw(chain, debit_of(certificate.id, "60"), certificate).reverted
    return certificate


def refused(outcome: Outcome, reason: Refusal) -> None:
    assert outcome.reverted
    assert outcome.refusal is reason


def revoke(chain: Chain, target: bytes, root: BatchRoot, place: calls.Position) -> None:
    act = revoke_of(target, root, member=BODY)
    assert not chain.send(REGISTRY, calls.status_act(act, signature_of(act, "body"), place)).reverted


def supersede(chain: Chain, old: Certificate, new: Certificate) -> Outcome:
    act = Supersede(BODY, old.tree.root, old.id, new.tree.root, new.id, 2, LATER)
    places = old.proof.position, new.proof.position
    return chain.send(REGISTRY, calls.status_act(act, signature_of(act, "body"), *places))


def test_the_first_debit_opens_the_line(chain: Chain, certificate: Certificate) -> None:
    outcome = draw(chain, debit_of(certificate.id, "60"), certificate)
    opening, debited = outcome.events
    assert opening == calls.LineOpened(
        certificate.id, 0, certificate.id, BODY, certificate.tree.root, billionths("100"), "KGM"
    )
    assert isinstance(debited, calls.Debited)
    assert debited.quantity == billionths("60")
    line = balance(chain, certificate.id)
    assert line is not None
    assert (line.left, line.unit, line.issuer) == (billionths("40"), "KGM", BODY)
    written = entry(chain, certificate.id)
    assert written is not None
    assert (written.state, written.member, written.time) == (DebitState.CONFIRMED, CUSTOMS, NOW)


def test_lines_have_balances_of_their_own(chain: Chain, opened: Certificate) -> None:
    assert not draw(chain, debit_of(opened.id, "40.5", line=1), opened).reverted
    one, two = balance(chain, opened.id), balance(chain, opened.id, 1)
    assert one is not None and two is not None
    assert (one.left, two.left) == (billionths("40"), 0)


def test_customs_of_two_countries_draw_on_one_balance(chain: Chain, opened: Certificate) -> None:
    too_much = debit_of(opened.id, "40.000000001", name="theirs", member=OTHER_CUSTOMS)
    found = overdraw(draw(chain, too_much))
    assert found == calls.Overdraw(billionths("40"), secret("one"))
    assert not draw(chain, debit_of(opened.id, "40", name="theirs", member=OTHER_CUSTOMS)).reverted
    assert overdraw(draw(chain, debit_of(opened.id, "60.5", 2))) == calls.Overdraw(0, secret("theirs"))


def test_a_debit_sets_and_does_not_add(chain: Chain, opened: Certificate) -> None:
    for revision, quantity, left in ((2, "100", "0"), (3, "20", "80"), (4, "20.5", "79.5")):
        assert not draw(chain, debit_of(opened.id, quantity, revision)).reverted
        line = balance(chain, opened.id)
        assert line is not None
        assert line.left == billionths(left)


def test_zero_releases_and_leaves_a_tombstone(chain: Chain, opened: Certificate) -> None:
    assert not draw(chain, debit_of(opened.id, "0", 2)).reverted
    line, written = balance(chain, opened.id), entry(chain, opened.id)
    assert line is not None and written is not None
    assert (line.used, written.state, written.revision) == (0, DebitState.RELEASED, 2)
    refused(draw(chain, debit_of(opened.id, "0", 3)), Refusal.NOTHING_TO_RELEASE)
    refused(draw(chain, debit_of(opened.id, "60", 1)), Refusal.REVISION_UNEXPECTED)
    assert not draw(chain, debit_of(opened.id, "10", 3)).reverted


def test_nothing_is_released_that_was_never_drawn(chain: Chain, opened: Certificate) -> None:
    refused(draw(chain, debit_of(opened.id, "0", name="two")), Refusal.NOTHING_TO_RELEASE)


def test_the_same_debit_again_changes_nothing(chain: Chain, opened: Certificate) -> None:
    before = balance(chain, opened.id)
    chain.time = UnixTime(LATER + 1)
    outcome = draw(chain, debit_of(opened.id, "60"))
    assert outcome.events == (calls.DebitRepeated(opened.id, 0, secret("one")),)
    assert balance(chain, opened.id) == before
    refused(draw(chain, debit_of(opened.id, "61")), Refusal.EXPIRED)


@pytest.mark.parametrize("revision", [1, 3, 0])
def test_a_revision_is_the_one_after_the_last(chain: Chain, opened: Certificate, revision: int) -> None:
    refused(draw(chain, debit_of(opened.id, "5", revision)), Refusal.REVISION_UNEXPECTED)


def test_a_debit_is_changed_by_its_own_customs_only(chain: Chain, opened: Certificate) -> None:
    for quantity in ("0", "5"):
        act = debit_of(opened.id, quantity, 2, member=OTHER_CUSTOMS)
        refused(draw(chain, act), Refusal.DEBIT_OF_ANOTHER_MEMBER)


@pytest.mark.parametrize("unit", [b"TNE", b"kgm", b"KG "])
def test_another_unit_is_refused(chain: Chain, opened: Certificate, unit: bytes) -> None:
    refused(draw(chain, debit_of(opened.id, "1", name="two", unit=unit)), Refusal.UNIT_DIFFERS)


def test_a_line_must_be_opened_first(chain: Chain, certificate: Certificate) -> None:
    refused(draw(chain, debit_of(certificate.id, "1")), Refusal.LINE_NOT_OPEN)


def test_only_the_proved_issuer_is_drawn_on(chain: Chain, opened: Certificate) -> None:
    act = replace(debit_of(opened.id, "1", name="two"), issuer=RIVAL)
    refused(draw(chain, act), Refusal.LINEAGE_DIFFERS)


def test_only_a_field_of_the_record_opens_its_line(chain: Chain, certificate: Certificate) -> None:
    leaf, other = certificate.leaf(0), certificate.leaf(1)
    wrong = (
        replace(leaf, quantity=leaf.quantity + 1),
        replace(leaf, unit=b"TNE"),
        replace(leaf, version=2),
        replace(leaf, field_count=leaf.field_count + 1),
        replace(leaf, field_count=leaf.index),
        replace(leaf, index=other.index),
        replace(leaf, path=leaf.path[1:]),
        replace(leaf, path=(*leaf.path, bytes(32))),
        replace(leaf, salt=other.salt),
        other,
    )
    for forged in wrong:
        act = debit_of(certificate.id, "1")
        refused(draw(chain, act, certificate, leaf=forged), Refusal.LEAF_NOT_INCLUDED)


def test_a_line_of_nothing_covers_nothing(chain: Chain) -> None:
    for number, quantity in (("VN-2", "0"), ("VN-3", "-5")):
        certificate = Certificate(chain, certificate_of([quantity], number), number)
        act = debit_of(certificate.id, "1")
        refused(draw(chain, act, certificate), Refusal.VALUE_OUT_OF_RANGE)


def test_the_proof_must_be_anchored_and_hold_the_record(chain: Chain, certificate: Certificate) -> None:
    act, proof = debit_of(certificate.id, "1"), certificate.proof
    elsewhere = replace(proof, position=calls.Position(0, certificate.tree.proof(0)))
    refused(draw(chain, act, certificate, proof=elsewhere), Refusal.NOT_INCLUDED)
    unknown = replace(proof, root=BatchRoot(bytes(32)))
    refused(draw(chain, act, certificate, proof=unknown), Refusal.BATCH_UNKNOWN)


def test_only_proofs_of_origin_are_drawn_on(chain: Chain, certificate: Certificate) -> None:
    tree = BatchTree(ids("invoice", 2))
    assert not chain.send(REGISTRY, calls.anchor(signed(batch_of(tree)))).reverted
    act = replace(debit_of(tree.ids[0], "1"), issuer=TRADER)
    proof = calls.Proof(tree.root, tree.ids[0], position(tree, 0))
    refused(draw(chain, act, certificate, proof=proof), Refusal.NOT_A_PROOF)


def test_a_rivals_copy_opens_nothing_that_its_owner_opened(chain: Chain, opened: Certificate) -> None:
    copied = batch_of(opened.tree, member=TRADER, kind=2, scope=20)
    assert not chain.send(REGISTRY, calls.anchor(signed(copied))).reverted
    act = replace(debit_of(opened.id, "1", name="two"), issuer=TRADER)
    refused(draw(chain, act, opened), Refusal.LEAF_NOT_INCLUDED)


@pytest.mark.parametrize("whole", [False, True], ids=["record", "batch"])
def test_nothing_more_is_drawn_from_what_was_revoked(chain: Chain, opened: Certificate, whole: bool) -> None:
    target, place = (opened.tree.root, calls.WHOLE_BATCH) if whole else (opened.id, opened.proof.position)
    revoke(chain, target, opened.tree.root, place)
    refused(draw(chain, debit_of(opened.id, "60.1", 2)), Refusal.STATUS_TERMINAL)
    refused(draw(chain, debit_of(opened.id, "1", name="two"), opened), Refusal.STATUS_TERMINAL)
    assert not draw(chain, debit_of(opened.id, "59", 2)).reverted
    assert not draw(chain, debit_of(opened.id, "0", 3)).reverted


def test_a_correction_keeps_what_was_drawn(chain: Chain, opened: Certificate) -> None:
    corrected = Certificate(chain, certificate_of(["80"], "VN-1"), "corrected")
    assert not supersede(chain, opened, corrected).reverted
    refused(draw(chain, debit_of(opened.id, "70", 2)), Refusal.STATUS_TERMINAL)
    refused(draw(chain, debit_of(corrected.id, "1", name="two"), corrected), Refusal.LINEAGE_DIFFERS)
    assert overdraw(draw(chain, debit_of(opened.id, "21", name="two"), corrected)).left == billionths("20")
    assert not draw(chain, debit_of(opened.id, "20", name="two"), corrected).reverted
    again = Certificate(chain, certificate_of(["80", "5"], "VN-1"), "corrected again")
    assert not supersede(chain, corrected, again).reverted
    assert overdraw(draw(chain, debit_of(opened.id, "1", name="three"), again)).left == 0


def test_a_correction_below_what_was_drawn_leaves_nothing(chain: Chain, opened: Certificate) -> None:
    corrected = Certificate(chain, certificate_of(["50"], "VN-1"), "corrected")
    assert not supersede(chain, opened, corrected).reverted
    assert overdraw(draw(chain, debit_of(opened.id, "1", name="two"), corrected)).left == 0
    assert not draw(chain, debit_of(opened.id, "30", 2), corrected).reverted


def test_a_correction_to_another_unit_waits_for_the_release(chain: Chain, opened: Certificate) -> None:
    corrected = Certificate(chain, certificate_of(["5"], "VN-1", unit="TNE"), "corrected")
    assert not supersede(chain, opened, corrected).reverted
    act = debit_of(opened.id, "1", name="two", unit=b"TNE")
    refused(draw(chain, act, corrected), Refusal.UNIT_DIFFERS)
    assert not draw(chain, debit_of(opened.id, "0", 2)).reverted
    assert not draw(chain, act, corrected).reverted


def test_a_successor_that_was_drawn_on_by_itself_keeps_no_second_balance(
    chain: Chain, opened: Certificate
) -> None:
    corrected = Certificate(chain, certificate_of(["80"], "VN-1"), "corrected")
    assert not draw(chain, debit_of(corrected.id, "80", name="two"), corrected).reverted
    assert not supersede(chain, opened, corrected).reverted
    found = overdraw(draw(chain, debit_of(opened.id, "1", name="three"), corrected))
    assert found == calls.Overdraw(0, secret("two"))
    assert not draw(chain, debit_of(corrected.id, "0", 2, name="two")).reverted
    assert not draw(chain, debit_of(opened.id, "1", name="three"), corrected).reverted
    refused(draw(chain, debit_of(corrected.id, "1", 3, name="two")), Refusal.LINE_NOT_OPEN)
    refused(draw(chain, debit_of(corrected.id, "1", 3, name="two"), corrected), Refusal.LINEAGE_DIFFERS)


def test_chains_of_proofs_neither_join_nor_end_in_batches(chain: Chain, opened: Certificate) -> None:
    second = Certificate(chain, certificate_of(["10"], "VN-2"), "second")
    both = Certificate(chain, certificate_of(["110"], "VN-3"), "both")
    assert not supersede(chain, opened, both).reverted
    refused(supersede(chain, second, both), Refusal.SUCCESSOR_TAKEN)
    act = Supersede(BODY, second.tree.root, second.tree.root, both.tree.root, both.tree.root, 2, LATER)
    data = calls.status_act(act, signature_of(act, "body"), calls.WHOLE_BATCH, calls.WHOLE_BATCH)
    refused(chain.send(REGISTRY, data), Refusal.PROOF_REPLACED_WHOLE)


def test_a_reservation_is_confirmed_and_never_reserved_again(chain: Chain, certificate: Certificate) -> None:
    reserved = debit_of(certificate.id, "60", expires=NOW + DAY)
    assert not draw(chain, reserved, certificate).reverted
    written = entry(chain, certificate.id)
    assert written is not None
    assert (written.state, written.expires) == (DebitState.RESERVED, NOW + DAY)
    assert not draw(chain, debit_of(certificate.id, "60", 2)).reverted
    act = debit_of(certificate.id, "60", 3, expires=NOW + DAY)
    refused(draw(chain, act), Refusal.DEBIT_CONFIRMED)


@pytest.mark.parametrize("expires", [NOW, NOW - 1, 2**40])
def test_a_reservation_ends_in_the_future(chain: Chain, certificate: Certificate, expires: int) -> None:
    act = debit_of(certificate.id, "60", expires=expires)
    refused(draw(chain, act, certificate), Refusal.VALUE_OUT_OF_RANGE)


def test_a_reservation_that_lapsed_is_released_by_anyone(chain: Chain, certificate: Certificate) -> None:
    assert not draw(chain, debit_of(certificate.id, "60", expires=NOW + DAY), certificate).reverted
    lapse = calls.expire(certificate.id, 0, secret("one"))
    chain.time = UnixTime(NOW + DAY - 1)
    refused(chain.send(UTILISATION, lapse), Refusal.RESERVATION_RUNS)
    chain.time = UnixTime(NOW + DAY)
    (event,) = chain.send(UTILISATION, lapse).events
    assert isinstance(event, calls.Debited)
    assert (event.state, event.quantity, event.key, event.revision) == (DebitState.RELEASED, 0, None, 2)
    refused(chain.send(UTILISATION, lapse), Refusal.RESERVATION_RUNS)


def test_a_confirmed_debit_does_not_lapse(chain: Chain, opened: Certificate) -> None:
    chain.time = UnixTime(NOW + 10_000 * DAY)
    lapse = calls.expire(opened.id, 0, secret("one"))
    refused(chain.send(UTILISATION, lapse), Refusal.RESERVATION_RUNS)


def test_a_whole_line_is_drawn_without_a_quantity(chain: Chain, certificate: Certificate) -> None:
    outcome = draw(chain, whole_of(certificate.id), certificate)
    (event,) = outcome.events
    assert isinstance(event, calls.Debited)
    assert (event.whole, event.quantity) == (True, 0)
    line = balance(chain, certificate.id)
    assert line is not None
    assert (line.quantity, line.unit, line.whole, line.left) == (0, "", True, 0)
    for other in (debit_of(certificate.id, "1", name="two"), whole_of(certificate.id, name="two")):
        assert overdraw(draw(chain, other, certificate)) == calls.Overdraw(0, secret("one"))
    assert overdraw(draw(chain, debit_of(certificate.id, "1", name="two"))).debit == secret("one")
    assert draw(chain, whole_of(certificate.id), certificate).events == (
        calls.DebitRepeated(certificate.id, 0, secret("one")),
    )


def test_a_whole_line_is_released_and_drawn_in_parts(chain: Chain, certificate: Certificate) -> None:
    assert not draw(chain, whole_of(certificate.id, expires=NOW + DAY), certificate).reverted
    assert not draw(chain, whole_of(certificate.id, 2), certificate).reverted
    assert overdraw(draw(chain, debit_of(certificate.id, "5", 3), certificate)).left == 0
    assert not draw(chain, debit_of(certificate.id, "0", 3)).reverted
    assert not draw(chain, debit_of(certificate.id, "100", name="two"), certificate).reverted
    assert overdraw(draw(chain, whole_of(certificate.id, 4), certificate)).debit == secret("two")


def test_an_opened_line_may_be_drawn_whole_once_it_is_free(chain: Chain, opened: Certificate) -> None:
    assert overdraw(draw(chain, whole_of(opened.id, name="two"), opened)).debit == secret("one")
    assert not draw(chain, debit_of(opened.id, "0", 2)).reverted
    assert not draw(chain, whole_of(opened.id, name="two"), opened).reverted
    line = balance(chain, opened.id)
    assert line is not None
    assert (line.quantity, line.whole) == (billionths("100"), True)


@pytest.mark.parametrize(
    ("member", "signer", "reason"),
    [
        (BODY, "body", Refusal.ROLE_MISSING),
        (CUSTOMS, "other customs", Refusal.KEY_OF_ANOTHER_MEMBER),
        (CUSTOMS, "relay", Refusal.KEY_NOT_FOR_THIS),
        (CUSTOMS, "stranger", Refusal.KEY_UNKNOWN),
    ],
)
def test_only_customs_draw(
    chain: Chain, certificate: Certificate, member: MemberId, signer: str, reason: Refusal
) -> None:
    act = debit_of(certificate.id, "1", member=member)
    refused(draw(chain, act, certificate, signer=signer), reason)


def test_suspended_customs_do_not_draw(chain: Chain, opened: Certificate) -> None:
    chain.change_member(CUSTOMS, state=2)
    refused(draw(chain, debit_of(opened.id, "1", 2)), Refusal.MEMBER_INACTIVE)


def test_a_signature_for_the_registry_draws_nothing(chain: Chain, opened: Certificate) -> None:
    act = debit_of(opened.id, "1", 2)
    data = calls.debit(act, sign(act, DOMAIN, secret("customs")))
    refused(chain.send(UTILISATION, data), Refusal.KEY_UNKNOWN)


def test_no_quantity_is_too_large_to_be_refused(chain: Chain, opened: Certificate) -> None:
    act = replace(debit_of(opened.id, "1", name="two"), quantity=2**256 - 1)
    assert overdraw(draw(chain, act)).left == billionths("40")


def test_a_certificate_of_500_lines(chain: Chain) -> None:
    certificate = Certificate(chain, certificate_of(["7"] * 500), "of 500 lines")
    for line in (0, 255, 499):
        assert not draw(chain, debit_of(certificate.id, "7", line=line), certificate).reverted
    act = debit_of(certificate.id, "7", line=498)
    refused(draw(chain, act, certificate, leaf=certificate.leaf(497)), Refusal.LEAF_NOT_INCLUDED)
    with pytest.raises(RecordInvalid, match="lines/500/quantity"):
        certificate.leaf(500)
