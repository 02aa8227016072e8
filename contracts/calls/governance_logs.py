"""The events of what the consortium decides together, from the topics and data of their logs."""

from collections.abc import Callable
from dataclasses import dataclass

from contracts.errors import TegataError
from contracts.ids import Address, MemberId, UnixTime


class LogInvalid(TegataError):
    """A log has the topic of an event but not its shape."""

    code = "log.invalid"
    default_remedy = "Check that the log's address is a contract of the consortium."


@dataclass(frozen=True, slots=True)
class Proposed:
    """Consortium: something is proposed; `payload` holds the fields that were signed, a word each."""

    proposal: int
    member: MemberId
    kind: int
    action: bytes
    closes_at: UnixTime
    payload: bytes


@dataclass(frozen=True, slots=True)
class Voted:
    """Consortium: a member voted, or changed its vote."""

    proposal: int
    member: MemberId
    choice: int
    key: Address


@dataclass(frozen=True, slots=True)
class Executed:
    """Consortium: what was proposed has been done."""

    proposal: int
    kind: int
    action: bytes


@dataclass(frozen=True, slots=True)
class ValidatorChanged:
    """Consortium: a validator has another power; with power 0 it is none any more."""

    key: bytes
    member: MemberId
    power: int


@dataclass(frozen=True, slots=True)
class ParameterScheduled:
    """Consortium: a parameter has another value from the block `height` on."""

    name: bytes
    value: int
    height: int


@dataclass(frozen=True, slots=True)
class ContractListed:
    """Consortium: a contract was opened to transactions, or closed."""

    target: Address
    listed: bool


@dataclass(frozen=True, slots=True)
class IdentityBound:
    """Consortium: what X.509 says about a key was put on record."""

    key: Address
    member: MemberId
    statement: bytes


GovernanceEvent = (
    Proposed | Voted | Executed | ValidatorChanged | ParameterScheduled | ContractListed | IdentityBound
)

_Words = list[bytes]


def _int(word: bytes) -> int:
    return int.from_bytes(word, "big")


def _address(word: bytes) -> Address:
    return Address(word[12:])


def _proposed(t: _Words, d: _Words) -> Proposed:
    if len(d) < 4 or _int(d[3]) > 32 * (len(d) - 4):
        raise LogInvalid("Proposed", expected="a payload of the size that it says", found=f"{len(d)} words")
    payload = b"".join(d[4:])[: _int(d[3])]
    return Proposed(_int(t[0]), MemberId(_int(t[1])), _int(t[2]), d[0], UnixTime(_int(d[1])), payload)


def _voted(t: _Words, d: _Words) -> Voted:
    return Voted(_int(t[0]), MemberId(_int(t[1])), _int(d[0]), _address(d[1]))


def _executed(t: _Words, d: _Words) -> Executed:
    return Executed(_int(t[0]), _int(t[1]), d[0])


def _validator_changed(t: _Words, d: _Words) -> ValidatorChanged:
    return ValidatorChanged(t[0], MemberId(_int(t[1])), _int(d[0]))


def _parameter_scheduled(t: _Words, d: _Words) -> ParameterScheduled:
    return ParameterScheduled(t[0], _int(d[0]), _int(d[1]))


def _contract_listed(t: _Words, d: _Words) -> ContractListed:
    return ContractListed(_address(t[0]), bool(_int(d[0])))


def _identity_bound(t: _Words, d: _Words) -> IdentityBound:
    return IdentityBound(_address(t[0]), MemberId(_int(t[1])), d[0])


GOVERNANCE_EVENTS: tuple[
    tuple[type[GovernanceEvent], str, int, int | None, Callable[[_Words, _Words], GovernanceEvent]], ...
] = (
    (Proposed, "Proposed(uint256,uint16,uint8,bytes32,uint64,bytes)", 4, None, _proposed),
    (Voted, "Voted(uint256,uint16,uint8,address)", 3, 2, _voted),
    (Executed, "Executed(uint256,uint8,bytes32)", 3, 1, _executed),
    (ValidatorChanged, "ValidatorChanged(bytes32,uint16,uint64)", 3, 1, _validator_changed),
    (ParameterScheduled, "ParameterScheduled(bytes32,uint256,uint256)", 2, 2, _parameter_scheduled),
    (ContractListed, "ContractListed(address,bool)", 2, 1, _contract_listed),
    (IdentityBound, "IdentityBound(address,uint16,bytes32)", 3, 1, _identity_bound),
)
"""Event, its signature, topics, words of data (None where they vary), and what reads them."""
