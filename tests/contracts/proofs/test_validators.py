"""Bundles under validators: what their votes prove, what they don't, and how trust in them moves on."""

import json
from dataclasses import replace

import pytest

from contracts.handover import handover_message
from contracts.ids import BlockHeight, UnixTime
from contracts.keccak import keccak
from contracts.proofs import (
    Bundle,
    CheckpointFinality,
    CometBftFinality,
    EvidenceRefused,
    Fault,
    Topic,
    Trust,
    TrustUpdate,
    advance,
    read_bundle,
    read_trust,
    update_from_json,
    verify,
)
from contracts.proofs.advancing import Handover, Step
from contracts.proofs.consensus import CommitSig, Timestamp
from contracts.proofs.consensus import protobuf as pb
from contracts.proofs.consensus.messages import decode_commit, decode_header
from contracts.proofs.epochs import Checkpoint, CometBftEpoch
from tests.contracts.proofs.consensus_world import (
    PERIOD,
    decided,
    epoch,
    finality,
    light_block,
    seen,
    swapped,
    trust_of,
    validators,
    voted,
)
from tests.contracts.proofs.world import (
    BLOCK_TIME,
    NETWORK,
    NOW,
    NUMBER,
    TRUST,
    header_of,
    sequencer_key,
)

FOUR = trust_of(epoch())


@pytest.fixture
def decided_bundle(bundle: Bundle) -> Bundle:
    """The bundle, under four validators' votes."""
    return replace(bundle, finality=finality(bundle.header))


def under(bundle: Bundle, header: bytes, commit: bytes) -> Fault | None:
    return verify(replace(bundle, finality=CometBftFinality(header, commit)), FOUR, NOW).fault


def parts(bundle: Bundle) -> CometBftFinality:
    assert isinstance(bundle.finality, CometBftFinality)
    return bundle.finality


class TestVotes:
    """One header, one commit, one bundle."""

    def test_four_validators_votes_make_a_block_final(self, decided_bundle: Bundle) -> None:
        verdict = verify(json.dumps(decided_bundle.to_json()), FOUR, NOW)
        assert verdict.valid
        assert verdict.claim(Topic.STATUS).details["as_of"] == BLOCK_TIME + 1
        assert read_bundle(json.dumps(decided_bundle.to_json())) == decided_bundle

    def test_a_later_header_over_the_same_block_is_fresher(self, bundle: Bundle) -> None:
        later = replace(bundle, finality=finality(bundle.header, height=900, time=BLOCK_TIME + 90_000))
        now = UnixTime(BLOCK_TIME + 80_000 + PERIOD)
        trust = trust_of(epoch(last=seen(time=BLOCK_TIME + 40_000)))
        assert verify(later, trust, UnixTime(BLOCK_TIME + 90_100)).valid
        assert verify(replace(bundle, finality=finality(bundle.header)), trust, now - PERIOD).valid

    def test_two_thirds_are_not_enough(self, bundle: Bundle, decided_bundle: Bundle) -> None:
        header = decode_header(parts(decided_bundle).header)
        assert under(bundle, header.encode(), voted(header, votes=3).encode()) is None
        assert under(bundle, header.encode(), voted(header, votes=2).encode()) is Fault.FINALITY_POWER

    def test_one_validator_counts_once(self, bundle: Bundle, decided_bundle: Bundle) -> None:
        commit = decode_commit(parts(decided_bundle).commit)
        twice = swapped(commit, 1, commit.signatures[0])
        assert under(bundle, parts(decided_bundle).header, twice.encode()) is Fault.FINALITY_DUPLICATE

    def test_a_foreign_vote_is_refused(self, bundle: Bundle, decided_bundle: Bundle) -> None:
        header = decode_header(parts(decided_bundle).header)
        commit, foreign = voted(header), voted(header, "wxyz")
        mixed = swapped(commit, 0, foreign.signatures[0])
        assert under(bundle, header.encode(), mixed.encode()) is Fault.FINALITY_FOREIGN
        posing = swapped(commit, 0, foreign.signatures[0]._replace(address=commit.signatures[0].address))
        assert under(bundle, header.encode(), posing.encode()) is Fault.FINALITY_SIGNATURE

    def test_half_a_vote_is_refused(self, bundle: Bundle, decided_bundle: Bundle) -> None:
        commit = decode_commit(parts(decided_bundle).commit)
        half = swapped(commit, 3, CommitSig(1, commit.signatures[3].address))
        assert under(bundle, parts(decided_bundle).header, half.encode()) is Fault.FINALITY_COMMIT

    def test_votes_for_another_header_are_refused(self, bundle: Bundle, decided_bundle: Bundle) -> None:
        other = decided(b"\x01" * 32)
        assert under(bundle, parts(decided_bundle).header, voted(other).encode()) is Fault.FINALITY_COMMIT

    def test_a_header_over_another_block_is_refused(self, bundle: Bundle) -> None:
        other = finality(header_of(b"\x05" * 32))
        assert under(bundle, other.header, other.commit) is Fault.FINALITY_APP_HASH

    def test_another_networks_consensus_is_refused(self, bundle: Bundle) -> None:
        header = decided(keccak(bundle.header), chain="tegata-another")
        assert under(bundle, header.encode(), voted(header).encode()) is Fault.FINALITY_CHAIN

    def test_validators_that_the_trust_file_does_not_name_are_refused(self, bundle: Bundle) -> None:
        strangers = replace(bundle, finality=finality(bundle.header, "wxyz"))
        assert verify(strangers, FOUR, NOW).fault is Fault.FINALITY_KEY
        assert (
            verify(replace(bundle, finality=finality(bundle.header)), TRUST, NOW).fault is Fault.FINALITY_KEY
        )

    def test_a_sequencer_says_nothing_where_validators_are_trusted(self, bundle: Bundle) -> None:
        assert verify(bundle, FOUR, NOW).fault is Fault.FINALITY_KEY


class TestSpelling:
    """Protocol Buffers have one spelling here."""

    def spellings(self, data: bytes) -> dict[str, bytes]:
        version = data[: data.index(b"\x12")]
        return {
            "an unknown field": data + pb.number(99, 1),
            "a field twice": data + pb.content(14, b"\x01" * 20),
            "a field out of order": data[len(version) :] + version,
            "a default written out": data + b"\x78\x00",
            "a number with a needless byte": data.replace(pb.number(3, 70), b"\x18\xc6\x00", 1),
            "a cut end": data[:-1],
            "another wire type": data + b"\x7d\x00\x00\x00\x00",
            "a number that never ends": data + b"\xff" * 11,
        }

    def test_no_other_spelling_of_a_header_is_taken(self, bundle: Bundle, decided_bundle: Bundle) -> None:
        found = parts(decided_bundle)
        for what, header in self.spellings(found.header).items():
            assert header != found.header, what
            assert under(bundle, header, found.commit) is Fault.FINALITY_ENCODING, what

    def test_no_other_spelling_of_a_commit_is_taken(self, bundle: Bundle, decided_bundle: Bundle) -> None:
        found = parts(decided_bundle)
        commit = decode_commit(found.commit)
        odd = commit.signatures[0]._replace(time=Timestamp(BLOCK_TIME, 10**9))
        for other in (
            found.commit + b"\x10\x00",
            found.commit + b"\x28\x01",
            swapped(commit, 0, odd).encode(),
        ):
            assert under(bundle, found.header, other) is Fault.FINALITY_ENCODING


class TestEpochs:
    """Whom the trust file believes, and how long."""

    def test_a_stale_trust_file_says_so(self, decided_bundle: Bundle) -> None:
        assert verify(decided_bundle, FOUR, UnixTime(BLOCK_TIME + PERIOD - 1)).fault is None
        stale = verify(decided_bundle, FOUR, UnixTime(BLOCK_TIME + PERIOD))
        assert stale.fault is Fault.TRUST_STALE
        assert stale.error is not None and "trust" in stale.error.remedy

    def test_retired_validators_count_at_their_checkpoint_only(self, decided_bundle: Bundle) -> None:
        own = Checkpoint(NUMBER, keccak(decided_bundle.header), 70)
        later = Checkpoint(BlockHeight(NUMBER + 9), b"\x01" * 32, 90)
        for end, fault in ((own, None), (later, Fault.FINALITY_RETIRED)):
            over = replace(epoch(), seen=None, end=end)
            following = replace(epoch("wxyz"), start=BlockHeight(end.number + 1), height=91)
            verdict = verify(decided_bundle, trust_of(over, following), NOW)
            assert verdict.fault is fault
        assert (
            verify(decided_bundle, trust_of(replace(epoch(), seen=None, end=own)), NOW)
            .claim(Topic.STATUS)
            .details["as_of"]
            == BLOCK_TIME
        ), "a retired key tells no later time"

    def test_hashes_lead_from_a_block_of_retired_validators_to_their_checkpoint(
        self, decided_bundle: Bundle
    ) -> None:
        first = following(decided_bundle.header, NUMBER + 1)
        second = following(first, NUMBER + 2)
        over = replace(epoch(), seen=None, end=Checkpoint(BlockHeight(NUMBER + 2), keccak(second), 90))
        trust = trust_of(over)
        linked = replace(decided_bundle, finality=CheckpointFinality((first, second)))
        assert verify(json.dumps(linked.to_json()), trust, NOW).valid
        for headers in ((), (first,), (second,), (second, first), (first, second, second)):
            cut = replace(decided_bundle, finality=CheckpointFinality(headers))
            assert verify(cut, trust, NOW).fault is Fault.FINALITY_LINK
        assert verify(linked, FOUR, NOW).fault is Fault.FINALITY_LINK, "no epoch is over there"

    def test_a_trust_file_reads_as_it_was_written_and_is_compared_without_what_was_seen(self) -> None:
        assert read_trust(json.dumps(FOUR.to_json())) == FOUR
        newer = trust_of(epoch(last=seen(900)))
        assert newer != FOUR and newer.fingerprint == FOUR.fingerprint
        assert trust_of(epoch("abce")).fingerprint != FOUR.fingerprint
        assert FOUR.trusted_for(5).fingerprint != FOUR.fingerprint

    @pytest.mark.parametrize(
        ("member", "value"),
        [
            ("validators", []),
            ("validators", [["0x" + "11" * 32, 1], ["0x" + "11" * 32, 1]]),
            ("validators", [["0x" + "11" * 32, 1], ["0x" + "22" * 32, 2]]),
            ("validators", [["0x" + "11" * 32, 0]]),
            ("trusting_period", 0),
            ("end", {"number": 1, "hash": "0x" + "00" * 32, "height": 1}),
            ("seen", {"number": 1}),
            ("kind", "oracle"),
        ],
    )
    def test_a_trust_file_with_an_odd_epoch_is_refused(self, member: str, value: object) -> None:
        document = FOUR.to_json()
        document["epochs"][0][member] = value
        with pytest.raises(EvidenceRefused) as refused:
            read_trust(json.dumps(document))
        assert refused.value.fault is Fault.TRUST


def following(header: bytes, number: int) -> bytes:
    """An execution header that names `header` as its parent."""
    made = header_of(b"\x07" * 32, number)
    return made[: made.index(b"\xa0") + 1] + keccak(header) + made[made.index(b"\xa0") + 33 :]


BLOCKS = {number: header_of(bytes([number % 256]) * 32, number) for number in range(NUMBER, NUMBER + 9)}


def step(names: str, to: str, height: int, number: int = NUMBER, votes: int | None = None) -> Step:
    header = decided(keccak(BLOCKS[number]), names, to, height=height, time=BLOCK_TIME + height)
    return Step(light_block(header, names, votes), BLOCKS[number])


def advanced(trust: Trust, *steps: Step, now: int | None = NOW + 1_000) -> Trust:
    update = update_from_json(json.loads(json.dumps(TrustUpdate(NETWORK, None, steps).to_json())))
    return advance(trust, update, None if now is None else UnixTime(now))


class TestUpdates:
    """A trust file brought up to date."""

    def test_the_same_validators_seen_later_change_no_fingerprint(self) -> None:
        found = advanced(FOUR, step("abcd", "abcd", 50))
        assert found.seen_height == 50 and found.fingerprint == FOUR.fingerprint

    def test_announced_validators_follow_at_once(self) -> None:
        found = advanced(FOUR, step("abcd", "wxyz", 50), step("wxyz", "wxyz", 51, NUMBER + 1))
        over, last = found.epochs
        assert over.end == Checkpoint(NUMBER, keccak(BLOCKS[NUMBER]), 50)
        assert isinstance(last, CometBftEpoch) and last.validators == validators("wxyz")
        assert (last.start, last.height) == (NUMBER + 1, 51)
        assert read_trust(json.dumps(found.to_json())) == found

    def test_validators_who_share_more_than_a_third_follow_by_skipping(self) -> None:
        found = advanced(FOUR, step("abcd", "abcd", 50), step("abwx", "abwx", 90, NUMBER + 1))
        assert len(found.epochs) == 2

    @pytest.mark.parametrize(
        ("steps", "fault"),
        [
            ([step("abcd", "abcd", 50), step("awxy", "awxy", 90)], Fault.LIGHT_VALIDATORS),
            ([step("abcd", "wxyz", 50), step("abcd", "abcd", 51)], Fault.LIGHT_VALIDATORS),
            ([step("wxyz", "wxyz", 50)], Fault.LIGHT_VALIDATORS),
            ([step("abcd", "abcd", 50), step("abcd", "abcd", 50)], Fault.LIGHT_HEIGHT),
            ([step("abcd", "abcd", 50, votes=2)], Fault.FINALITY_POWER),
            ([replace(step("abcd", "abcd", 50), state=BLOCKS[NUMBER + 1])], Fault.FINALITY_APP_HASH),
        ],
    )
    def test_no_step_is_taken_that_the_one_before_does_not_allow(
        self, steps: list[Step], fault: Fault
    ) -> None:
        with pytest.raises(EvidenceRefused) as refused:
            advanced(FOUR, *steps)
        assert refused.value.fault is fault

    def test_what_is_too_old_leads_nowhere_but_at_ones_own_node(self) -> None:
        late = BLOCK_TIME + PERIOD + 100
        with pytest.raises(EvidenceRefused) as refused:
            advanced(FOUR, step("abcd", "abcd", 50), now=late)
        assert refused.value.fault is Fault.TRUST_STALE
        assert advanced(FOUR, step("abcd", "abcd", 50), now=None).seen_height == 50

    def test_another_networks_update_is_refused(self) -> None:
        with pytest.raises(EvidenceRefused) as refused:
            advance(FOUR, TrustUpdate(type(NETWORK)(b"\x01" * 32), None, ()), NOW)
        assert refused.value.fault is Fault.NETWORK

    def test_only_the_trusted_sequencer_hands_over(self) -> None:
        listed = tuple(
            (number + 1, each.public_key, 10) for number, each in enumerate(validators("abcd").validators)
        )
        header = BLOCKS[NUMBER]
        message = handover_message(NETWORK, NUMBER, keccak(header), listed)
        word = Handover(listed, sequencer_key().sign(message), header)
        document = json.loads(json.dumps(TrustUpdate(NETWORK, word, (step("abcd", "abcd", 50),)).to_json()))
        found = advance(TRUST, update_from_json(document), UnixTime(NOW + 1_000))
        assert found.epochs[0].end == Checkpoint(NUMBER, keccak(header))
        assert isinstance(found.epochs[1], CometBftEpoch) and found.seen_height == 50
        other = (*listed[:3], (4, b"\x09" * 32, 10))
        for forged in (
            replace(word, signature=sequencer_key(9).sign(message)),
            replace(word, validators=other),
            replace(word, header=BLOCKS[NUMBER + 1]),
            None,
        ):
            with pytest.raises(EvidenceRefused) as refused:
                advance(
                    TRUST, TrustUpdate(NETWORK, forged, (step("abcd", "abcd", 50),)), UnixTime(NOW + 1_000)
                )
            assert refused.value.fault is Fault.LIGHT_HANDOVER
