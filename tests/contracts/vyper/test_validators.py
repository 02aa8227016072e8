"""Validators, parameters and evidence: valid differences only, in time, by whom it may be."""

import pytest

from contracts import calls
from contracts.acts import Validator
from contracts.acts.governance import ChangeValidators, RemoveMember, SetParameter, parameter_name
from contracts.addresses import CONSORTIUM
from contracts.calls import Misdeed, ParameterScheduled, ValidatorChanged
from contracts.ids import MemberId, UnixTime
from contracts.refusals import Refusal
from tests.contracts.vyper.council import (
    CLOSES,
    VOTERS,
    A,
    B,
    C,
    Council,
    D,
    engine_key,
    refused,
    validator,
)
from tests.contracts.vyper.harness import NOW, Outcome

FOUNDED = {engine_key(number): 10 for number in VOTERS}


def change(council: Council, *changes: Validator, proposer: int = A) -> Outcome:
    council.chain.pass_blocks(2)
    others = tuple(number for number in (A, B, C) if number != proposer)
    return council.decide(ChangeValidators(MemberId(proposer), changes, CLOSES), voters=others)


def test_the_genesis_validators_are_there(council: Council) -> None:
    assert council.validators() == FOUNDED
    again = council.protocol(calls.found_validators([validator(9)]))
    refused(again, Refusal.ALREADY_REGISTERED)
    refused(council.chain.send(CONSORTIUM, calls.found_validators([])), Refusal.CALLER_NOT_ALLOWED)


def test_a_validator_comes_and_goes(council: Council) -> None:
    outcome = change(council, validator(5))
    assert ValidatorChanged(engine_key(5), A, 10) in outcome.events
    assert council.validators() == {**FOUNDED, engine_key(5): 10}
    assert ValidatorChanged(engine_key(1), A, 0) in change(council, validator(1, 0)).events
    assert council.validators() == {engine_key(number): 10 for number in (2, 3, 4, 5)}


def test_one_takes_anothers_place_in_one_change(council: Council) -> None:
    assert not change(council, validator(4, 0), validator(5)).reverted
    assert council.validators() == {engine_key(number): 10 for number in (1, 2, 3, 5)}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ((), Refusal.VALIDATORS_INVALID),
        ((validator(9, 0),), Refusal.VALIDATORS_INVALID),
        ((validator(1, 10),), Refusal.VALIDATORS_INVALID),
        ((validator(5), validator(5, 9)), Refusal.VALIDATORS_INVALID),
        ((validator(6), validator(5, 1)), Refusal.VALIDATORS_INVALID),
        ((validator(1, 0),), Refusal.VALIDATORS_TOO_FEW),
        ((validator(5, 20),), Refusal.POWER_MOVES_TOO_FAST),
        ((validator(1, 31),), Refusal.POWER_MOVES_TOO_FAST),
        ((validator(3, 0), validator(4, 0), validator(5), validator(6)), Refusal.POWER_MOVES_TOO_FAST),
        ((validator(5, 1_000_001),), Refusal.VALUE_OUT_OF_RANGE),
        ((Validator(bytes(32), A, 1),), Refusal.VALUE_OUT_OF_RANGE),
        ((validator(5, member=9),), Refusal.MEMBER_UNKNOWN),
    ],
)
def test_what_is_no_valid_difference_is_refused(
    council: Council, changes: tuple[Validator, ...], reason: Refusal
) -> None:
    refused(change(council, *changes), reason)
    assert council.validators() == FOUNDED


def test_validators_are_of_members_that_were_not_removed(council: Council) -> None:
    council.decide(RemoveMember(A, D, MemberId(0), CLOSES))
    council.chain.pass_blocks(2)
    coming = ChangeValidators(A, (validator(5, member=D),), CLOSES)
    refused(council.decide(coming, voters=(B,)), Refusal.MEMBER_INACTIVE)


def test_one_change_is_in_flight_at_a_time(council: Council) -> None:
    change(council, validator(5))
    second = ChangeValidators(A, (validator(6),), CLOSES)
    council.chain.pass_blocks(1)
    refused(council.decide(second), Refusal.CHANGE_IN_FLIGHT)
    council.chain.pass_blocks(1)
    assert not council.execute(2, second).reverted


def test_a_hundred_validators_are_the_most(council: Council) -> None:
    for first, last in ((5, 23), (24, 52), (53, 84), (85, 100)):
        assert not change(council, *(validator(n, 1) for n in range(first, last + 1))).reverted
    assert len(council.validators()) == 100
    refused(change(council, validator(200, 1)), Refusal.VALIDATORS_INVALID)


def test_more_than_a_change_can_hold_is_no_proposal(council: Council) -> None:
    many = ChangeValidators(A, tuple(validator(n, 1) for n in range(10, 43)), CLOSES)
    assert council.propose(many).reverted
    assert not council.propose(ChangeValidators(A, many.changes[:32], CLOSES)).reverted


def test_a_parameter_is_scheduled_and_comes_into_force(council: Council) -> None:
    name = parameter_name("app_version")
    height = council.chain.height + 3
    outcome = council.decide(SetParameter(A, name, 2, height, CLOSES))
    assert ParameterScheduled(name, 2, height) in outcome.events
    assert parameter(council, name) == calls.ParameterView(0, 2, height)
    council.chain.pass_blocks(3)
    assert parameter(council, name) == calls.ParameterView(2, 0, None)
    refused(
        council.decide(SetParameter(A, name, 2, height + 9, CLOSES)),
        Refusal.VALUE_OUT_OF_RANGE,
    )
    council.decide(SetParameter(A, name, 3, height + 9, CLOSES))
    assert parameter(council, name) == calls.ParameterView(2, 3, height + 9)
    council.decide(SetParameter(A, name, 4, height + 20, CLOSES))
    assert parameter(council, name) == calls.ParameterView(2, 4, height + 20)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("app_version", 1),
        ("app_version", 2**32),
        ("block_bytes", 2 * 2**20 - 1),
        ("block_bytes", 100 * 2**20 + 1),
        ("evidence_blocks", 999),
        ("evidence_seconds", 3_599),
        ("evidence_seconds", 2**32),
        ("gas_price", 1),
    ],
)
def test_a_parameter_with_which_no_network_runs_is_refused(council: Council, name: str, value: int) -> None:
    act = SetParameter(A, parameter_name(name), value, council.chain.height + 3, CLOSES)
    refused(council.decide(act), Refusal.VALUE_OUT_OF_RANGE)


@pytest.mark.parametrize("ahead", [0, -1, 2**63])
def test_a_parameter_is_for_a_block_to_come(council: Council, ahead: int) -> None:
    height = council.chain.height + ahead
    refused(
        council.decide(SetParameter(A, parameter_name("app_version"), 2, height, CLOSES)),
        Refusal.HEIGHT_PASSED,
    )


def test_the_protocol_records_misbehaviour_once(council: Council) -> None:
    deed = Misdeed(1, b"\x0a" * 20, 77, UnixTime(NOW - 5), 10, 40)
    other = Misdeed(2, b"\x0b" * 20, 78, UnixTime(NOW - 4), 10, 40)
    for each in (deed, deed, other):
        assert not council.protocol(calls.record_misbehaviour(each)).reverted
    assert council.read(calls.misbehaviour_count()) == 2
    found = [
        calls.decode_misbehaviour_at(council.chain.view(CONSORTIUM, calls.misbehaviour_at(index)))
        for index in range(2)
    ]
    assert found == [calls.MisdeedView(deed, NOW), calls.MisdeedView(other, NOW)]
    refused(council.chain.send(CONSORTIUM, calls.record_misbehaviour(deed)), Refusal.CALLER_NOT_ALLOWED)


def parameter(council: Council, name: bytes) -> calls.ParameterView:
    return calls.decode_parameter_of(council.chain.view(CONSORTIUM, calls.parameter_of(name)))
