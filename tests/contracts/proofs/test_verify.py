"""What a bundle shows, and what it does not."""

import json
from dataclasses import replace

import pytest

from contracts import slots
from contracts.acts import Batch
from contracts.ids import Address, hex0x
from contracts.proofs import (
    Bundle,
    EvidenceRefused,
    Fault,
    Outcome,
    Shown,
    Topic,
    proof_requests,
    read_bundle,
    verify,
    verify_all,
)
from contracts.proofs.assembly import nodes_of
from contracts.proofs.epochs import Checkpoint, EmbeddedEpoch
from contracts.proofs.header import decode_header
from tests.contracts.proofs.world import (
    ANCHORED_AT,
    BLOCK_TIME,
    MEMBER,
    NAME,
    NOW,
    NUMBER,
    TRUST,
    Signed,
    World,
    key_word,
    public_bytes,
    sequencer_key,
    signed_finality,
)


def as_bytes(bundle: Bundle) -> bytes:
    return json.dumps(bundle.to_json()).encode()


def test_an_anchored_active_record_is_valid_on_every_claim(bundle: Bundle) -> None:
    verdict = verify(as_bytes(bundle), TRUST, NOW)
    assert verdict.outcome is Outcome.VALID
    assert {claim.topic for claim in verdict.claims} == set(Topic)
    assert all(claim.shown is Shown.PROVED for claim in verdict.claims), verdict.to_json()
    assert verdict.claim(Topic.IDENTITY).details["name"] == NAME
    assert verdict.claim(Topic.STATUS).details == {"state": "active", "as_of": BLOCK_TIME, "block": NUMBER}
    assert verdict.to_json()["fields"]["lines/0/quantity"] == "1200 C62"


def test_a_bundle_is_read_back_as_it_was(bundle: Bundle) -> None:
    assert read_bundle(as_bytes(bundle)) == bundle


@pytest.mark.parametrize(("state", "name"), [(1, "revoked"), (2, "superseded"), (3, "withdrawn")])
@pytest.mark.parametrize("whole_batch", [False, True])
def test_an_ended_record_is_genuine_and_ended(
    world: World, signed: Signed, state: int, name: str, whole_batch: bool
) -> None:
    target = signed.batch.root if whole_batch else signed.commitments[2].id
    successor = b"\x42" * 32 if state == 2 else None
    bundle = world.end(target, state, successor).sealed().bundle([signed.evidence(2)])
    verdict = verify(as_bytes(bundle), TRUST, NOW)
    assert verdict.outcome is Outcome.ENDED
    assert verdict.claim(Topic.GENUINE).shown is Shown.PROVED
    status = verdict.claim(Topic.STATUS)
    assert status.shown is Shown.REFUTED
    assert status.details["state"] == name
    assert status.details["whole_batch"] is whole_batch
    assert status.details["since"] == ANCHORED_AT + 500
    assert status.details["successor"] == (None if successor is None else hex0x(successor))


@pytest.mark.parametrize(
    ("contract", "slot", "word"),
    [
        pytest.param("Status", "record", 9, id="a record in no state there is"),
        pytest.param("Status", "batch", 9, id="a batch in no state there is"),
        pytest.param("Consortium", "member", 9, id="a member in no state there is"),
        pytest.param("Consortium", "member", 1 | 0xFFFF << 16, id="a country that is no text"),
    ],
)
def test_a_word_that_no_contract_writes_is_refused(
    world: World, signed: Signed, bundle: Bundle, contract: str, slot: str, word: int
) -> None:
    places = {
        "record": slots.status_slot(MEMBER, signed.commitments[2].id),
        "batch": slots.status_slot(MEMBER, signed.batch.root),
        "member": slots.member_slot(MEMBER),
    }
    world.words[contract][places[slot]] = word
    sealed = world.sealed()
    proofs = [sealed.get_proof(*request) for request in proof_requests([signed.evidence(2)], TRUST)]
    finality = signed_finality(sealed.header)
    forged = replace(bundle, nodes=tuple(nodes_of(proofs)), header=sealed.header, finality=finality)
    assert verify(forged, TRUST, NOW).fault is Fault.SLOT_INVALID


def test_another_record_of_the_batch_may_end_without_touching_this_one(world: World, signed: Signed) -> None:
    bundle = world.end(signed.commitments[1].id, 1).sealed().bundle([signed.evidence(2)])
    assert verify(bundle, TRUST, NOW).valid


@pytest.mark.parametrize(
    ("since", "outcome"),
    [
        (ANCHORED_AT, Outcome.UNAUTHORISED),
        (ANCHORED_AT - 1, Outcome.UNAUTHORISED),
        (ANCHORED_AT + 1, Outcome.VALID),
    ],
)
def test_a_key_compromised_before_the_anchoring_had_no_authority(
    signed: Signed, since: int, outcome: Outcome
) -> None:
    world = World().admit(compromised_since=since).anchor(signed.batch)
    assert verify(world.sealed().bundle([signed.evidence()]), TRUST, NOW).outcome is outcome


@pytest.mark.parametrize(
    ("now", "outcome"),
    [
        (BLOCK_TIME + 86_400, Outcome.VALID),
        (BLOCK_TIME + 86_401, Outcome.STALE),
        (BLOCK_TIME - 300, Outcome.VALID),
        (BLOCK_TIME - 301, Outcome.STALE),
    ],
)
def test_a_state_too_old_or_ahead_of_the_clock_is_not_fresh(
    bundle: Bundle, now: int, outcome: Outcome
) -> None:
    verdict = verify(bundle, TRUST, now)
    assert verdict.outcome is outcome
    assert (verdict.claim(Topic.FRESHNESS).shown is Shown.PROVED) is (outcome is Outcome.VALID)


def test_a_later_statement_of_the_sequencer_makes_an_old_block_fresh(world: World, signed: Signed) -> None:
    bundle = world.sealed().bundle([signed.evidence()], time=BLOCK_TIME + 10 * 86_400)
    verdict = verify(bundle, TRUST, BLOCK_TIME + 10 * 86_400 + 5)
    assert verdict.valid
    assert verdict.claim(Topic.FRESHNESS).details["age"] == 5


def test_without_a_name_identity_is_not_shown_and_the_rest_stands(bundle: Bundle) -> None:
    nameless = replace(bundle, batches=(replace(bundle.batches[0], name=None),))
    verdict = verify(nameless, TRUST, NOW)
    assert verdict.valid
    assert verdict.claim(Topic.IDENTITY).shown is Shown.NOT_SHOWN


def test_records_of_a_consignment_share_batch_and_state(world: World, signed: Signed, bundle: Bundle) -> None:
    whole = world.sealed().bundle([signed.evidence(n) for n in range(5)])
    verdicts = verify_all(as_bytes(whole), TRUST, NOW)
    assert [v.valid for v in verdicts] == [True] * 5
    assert len(whole.batches) == 1
    assert len(as_bytes(whole)) < 2.5 * len(as_bytes(bundle))


def test_one_bad_record_refuses_the_whole_bundle(world: World, signed: Signed) -> None:
    whole = world.sealed().bundle([signed.evidence(n) for n in range(2)])
    bad = replace(whole, records=(whole.records[0], replace(whole.records[1], index=0)))
    assert {v.fault for v in verify_all(bad, TRUST, NOW)} == {Fault.INCLUSION}


def test_a_refused_bundle_shows_no_field(bundle: Bundle) -> None:
    verdict = verify(replace(bundle, nodes=bundle.nodes[:-1]), TRUST, NOW)
    assert verdict.outcome is Outcome.REFUSED
    assert verdict.fields == ()
    assert verdict.to_json()["fields"] == {}
    assert {c.shown for c in verdict.claims if c.topic is not Topic.GENUINE} == {Shown.NOT_SHOWN}


def test_a_batch_anchored_under_another_key_of_the_member_is_not_assembled(
    world: World, signed: Signed
) -> None:
    other = Address(b"\x77" * 20)
    world.words["Consortium"][slots.key_slot(other)] = key_word(MEMBER)
    sealed = world.anchor(signed.batch, author=other).sealed()
    with pytest.raises(EvidenceRefused) as refused:  # the proofs were asked for the signer's key
        sealed.bundle([signed.evidence()])
    assert refused.value.fault is Fault.SLOT_UNPROVED


class TestEpochs:
    """Who may say that a block is final, and until when."""

    def test_a_block_of_no_epoch_is_refused(self, bundle: Bundle) -> None:
        later = replace(TRUST, epochs=(replace(TRUST.epochs[0], start=NUMBER + 1),))
        assert verify(bundle, later, NOW).fault is Fault.FINALITY_KEY

    def test_a_retired_sequencer_is_believed_at_its_checkpoint_only(self, bundle: Bundle) -> None:
        at_checkpoint = Checkpoint(NUMBER, decode_header(bundle.header).hash)
        beyond = Checkpoint(NUMBER + 5, b"\x01" * 32)
        key = TRUST.epochs[0].public_key
        assert verify(bundle, replace(TRUST, epochs=(EmbeddedEpoch(key, 0, at_checkpoint),)), NOW).valid
        retired = replace(TRUST, epochs=(EmbeddedEpoch(key, 0, beyond),))
        assert verify(bundle, retired, NOW).fault is Fault.FINALITY_RETIRED

    def test_the_wrong_key_in_the_trust_file_refuses(self, bundle: Bundle) -> None:
        other = replace(TRUST.epochs[0], public_key=public_bytes(sequencer_key(8)))
        assert verify(bundle, replace(TRUST, epochs=(other,)), NOW).fault is Fault.FINALITY_SIGNATURE

    def test_a_statement_older_than_its_block_is_refused(self, bundle: Bundle) -> None:
        early = replace(bundle, finality=signed_finality(bundle.header, time=BLOCK_TIME - 1))
        assert verify(early, TRUST, NOW).fault is Fault.FINALITY_TIME


def test_the_act_of_a_proved_batch_is_the_signed_one(bundle: Bundle, signed: Signed) -> None:
    assert bundle.batches[0].act == signed.batch
    assert isinstance(bundle.batches[0].act, Batch)
