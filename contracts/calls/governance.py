"""Calldata and results of what the consortium decides together: proposals, votes, validators, parameters."""

from collections.abc import Iterable
from dataclasses import dataclass

from contracts.acts.governance import PROPOSALS, Proposal, Validator, Vote
from contracts.calls.words import ResultInvalid, left, right, selector, signature_words, uint, words
from contracts.ids import Address, MemberId, Signature, UnixTime

_PROPOSE = selector("propose(uint8,bytes,(bytes32,bytes32,uint8))")
_VOTE = selector("vote((uint16,uint256,bytes32,uint8,uint32,uint64),(bytes32,bytes32,uint8))")
_EXECUTE = selector("execute(uint256,bytes,(bytes32,bytes32,uint8))")
_FOUND_VALIDATORS = selector("foundValidators((bytes32,uint16,uint64)[])")
_RECORD_MISBEHAVIOUR = selector("recordMisbehaviour(uint8,bytes20,uint64,uint64,uint64,uint64)")
_PROPOSAL_COUNT = selector("proposalCount()")
_PROPOSAL_OF = selector("proposalOf(uint256)")
_BALLOT_OF = selector("ballotOf(uint256,uint16)")
_VOTER_COUNT = selector("voterCount()")
_VOTER_AT = selector("voterAt(uint256)")
_VALIDATOR_COUNT = selector("validatorCount()")
_VALIDATOR_AT = selector("validatorAt(uint256)")
_MISBEHAVIOUR_COUNT = selector("misbehaviourCount()")
_MISBEHAVIOUR_AT = selector("misbehaviourAt(uint256)")
_PARAMETER_OF = selector("parameterOf(bytes32)")
_IS_LISTED = selector("isListed(address)")

_PAYLOAD_OFFSET = uint(5 * 32)
_NO_SIGNATURE = bytes(3 * 32)


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal and the ballots as they would be counted now."""

    action: bytes
    member: MemberId
    kind: type[Proposal]
    opened_at: UnixTime
    closes_at: UnixTime
    executed_at: UnixTime | None
    approvals: int
    needed: int
    voters: int


@dataclass(frozen=True, slots=True)
class BallotView:
    """How a member voted (0 for not at all), and what its next vote names as revision."""

    choice: int
    key: Address
    cast_at: UnixTime
    revision: int


@dataclass(frozen=True, slots=True)
class Misdeed:
    """What a validator was proved to have done; `validator` is its engine's name for the key."""

    kind: int
    validator: bytes
    height: int
    time: UnixTime
    power: int
    total_power: int


@dataclass(frozen=True, slots=True)
class MisdeedView:
    """A misdeed on the ledger, and when it was recorded."""

    misdeed: Misdeed
    recorded_at: UnixTime


@dataclass(frozen=True, slots=True)
class ParameterView:
    """A parameter's value in force (0: as the software has it), and what comes at which block."""

    value: int
    scheduled: int
    height: int | None


def propose(act: Proposal, signature: Signature) -> bytes:
    """Opens a proposal, for which its proposer has voted."""
    return _PROPOSE + uint(act.KIND) + _with_payload(act, signature_words(signature))


def vote(act: Vote, signature: Signature) -> bytes:
    """Votes on a proposal, or changes a vote."""
    return _VOTE + act.words() + signature_words(signature)


def execute(number: int, act: Proposal, possession: Signature | None = None) -> bytes:
    """Does what enough voters are for; a key that comes with it has signed the same act."""
    proof = _NO_SIGNATURE if possession is None else signature_words(possession)
    return _EXECUTE + uint(number) + _with_payload(act, proof)


def found_validators(validators: Iterable[Validator]) -> bytes:
    """The first validators, registered by the protocol itself."""
    listed = [validator.words() for validator in validators]
    return b"".join((_FOUND_VALIDATORS, uint(32), uint(len(listed)), *listed))


def record_misbehaviour(misdeed: Misdeed) -> bytes:
    """Evidence of consensus, written by the protocol itself."""
    return b"".join(
        (
            _RECORD_MISBEHAVIOUR,
            uint(misdeed.kind),
            right(misdeed.validator),
            uint(misdeed.height),
            uint(misdeed.time),
            uint(misdeed.power),
            uint(misdeed.total_power),
        )
    )


def proposal_count() -> bytes:
    """How many proposals there ever were; the answer is one word."""
    return _PROPOSAL_COUNT


def proposal_of(number: int) -> bytes:
    """A proposal by its number, from 1."""
    return _PROPOSAL_OF + uint(number)


def decode_proposal_of(result: bytes) -> ProposalView | None:
    """The answer to `proposal_of`; None if there is none of this number."""
    action, member, kind, opened, closes, executed, *tally = words(result, 9, "proposalOf")
    if not kind:
        return None
    if kind > len(PROPOSALS):
        raise ResultInvalid("proposalOf", expected=f"a kind from 1 to {len(PROPOSALS)}", found=str(kind))
    return ProposalView(
        uint(action),
        MemberId(member),
        PROPOSALS[kind - 1],
        UnixTime(opened),
        UnixTime(closes),
        UnixTime(executed) if executed else None,
        *tally,
    )


def ballot_of(number: int, member: MemberId) -> bytes:
    """How a member voted on a proposal."""
    return _BALLOT_OF + uint(number) + uint(member)


def decode_ballot_of(result: bytes) -> BallotView:
    """The answer to `ballot_of`."""
    choice, key, cast, revision = words(result, 4, "ballotOf")
    return BallotView(choice, _address(key), UnixTime(cast), revision)


def voter_count() -> bytes:
    """How many members vote; the answer is one word."""
    return _VOTER_COUNT


def voter_at(index: int) -> bytes:
    """The number of the `index`-th voter; the answer is one word."""
    return _VOTER_AT + uint(index)


def validator_count() -> bytes:
    """How many validators there are; the answer is one word."""
    return _VALIDATOR_COUNT


def validator_at(index: int) -> bytes:
    """The `index`-th validator."""
    return _VALIDATOR_AT + uint(index)


def decode_validator_at(result: bytes) -> Validator:
    """The answer to `validator_at`."""
    key, member, power = words(result, 3, "validatorAt")
    return Validator(uint(key), MemberId(member), power)


def misbehaviour_count() -> bytes:
    """How many misdeeds were recorded; the answer is one word."""
    return _MISBEHAVIOUR_COUNT


def misbehaviour_at(index: int) -> bytes:
    """The `index`-th misdeed."""
    return _MISBEHAVIOUR_AT + uint(index)


def decode_misbehaviour_at(result: bytes) -> MisdeedView:
    """The answer to `misbehaviour_at`."""
    kind, validator, height, time, power, total, recorded = words(result, 7, "misbehaviourAt")
    deed = Misdeed(kind, uint(validator)[:20], height, UnixTime(time), power, total)
    return MisdeedView(deed, UnixTime(recorded))


def parameter_of(name: bytes) -> bytes:
    """A parameter by its name of 32 bytes."""
    return _PARAMETER_OF + name


def decode_parameter_of(result: bytes) -> ParameterView:
    """The answer to `parameter_of`."""
    value, scheduled, height = words(result, 3, "parameterOf")
    return ParameterView(value, scheduled, height or None)


def is_listed(target: Address) -> bytes:
    """Whether transactions may call a contract besides the predeployed ones; the answer is one word."""
    return _IS_LISTED + left(target)


def _with_payload(act: Proposal, proof: bytes) -> bytes:
    payload = act.words()
    return b"".join((_PAYLOAD_OFFSET, proof, uint(len(payload)), payload))


def _address(word: int) -> Address:
    return Address(word.to_bytes(20, "big"))
