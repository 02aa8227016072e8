"""From the words that stand at the slots to what they say."""

from functools import lru_cache

from contracts.acts.registry import State
from contracts.ids import Address, MemberId, UnixTime
from contracts.roles import Purpose, roles_in
from contracts.slots.entries import (
    BatchEntry,
    CaseEntry,
    CaseState,
    DebitEntry,
    DebitState,
    IdentifierEntry,
    KeyEntry,
    LineBalance,
    MemberEntry,
    MemberState,
    StatusEntry,
)

_8, _16, _32, _40, _100, _160 = ((1 << bits) - 1 for bits in (8, 16, 32, 40, 100, 160))


def decode_batch(word: int) -> BatchEntry | None:
    """What the word at a batch slot says; None if nothing was anchored."""
    if not word:
        return None
    return BatchEntry(
        author=_address(word),
        time=UnixTime(word >> 160 & _40),
        count=(word >> 200 & _16) + 1,
        kind=word >> 216 & 0xFF,
        scope=word >> 224 & _16,
    )


def decode_status(word: int) -> StatusEntry | None:
    """What the word at a status slot says; None while the target stands."""
    if not word:
        return None
    return StatusEntry(
        state=State(word & 0xFF),
        reason=word >> 8 & 0xFF,
        time=UnixTime(word >> 16 & _40),
        key=_address(word >> 56),
    )


def decode_line(word: int) -> LineBalance | None:
    """What the word at a line's slot says; None if nothing was ever drawn from the line."""
    if not word:
        return None
    return LineBalance(
        quantity=word & _100,
        used=word >> 100 & _100,
        unit=(word >> 200 & 0xFFFFFF).to_bytes(3, "big").strip(b"\0 ").decode("ascii"),
        issuer=MemberId(word >> 224 & _16),
        whole=bool(word >> 240 & 0xFF),
    )


def decode_debit(word: int) -> DebitEntry | None:
    """What the word at a debit's slot says; None if it was never written."""
    if not word:
        return None
    return DebitEntry(
        quantity=word & _100,
        expires=UnixTime(word >> 100 & _40),
        time=UnixTime(word >> 140 & _40),
        revision=word >> 180 & _32,
        member=MemberId(word >> 212 & _16),
        state=DebitState(word >> 228 & 0xF),
        whole=bool(word >> 232),
    )


def decode_case(word: int) -> CaseEntry | None:
    """What the word at a case's slot says; None if there is no such case."""
    if not word:
        return None
    return CaseEntry(
        member=MemberId(word & _16),
        respondent=MemberId(word >> 16 & _16),
        scope=word >> 32 & _16,
        addressee=word >> 48 & _8,
        state=CaseState(word >> 56 & _8),
        steps=word >> 64 & _16,
        visit=word >> 128 & _8,
        due=UnixTime(word >> 136 & _40),
        longest=UnixTime(word >> 176 & _40),
    )


@lru_cache(maxsize=4_096)
def decode_key(word: int) -> KeyEntry | None:
    """What the word at a key slot says; None for a key that was never registered."""
    if not word:
        return None
    return KeyEntry(
        member=MemberId(word & _16),
        purposes=Purpose(word >> 16 & 0xFF),
        valid_from=UnixTime(word >> 32 & _40),
        valid_until=UnixTime(word >> 72 & _40),
        compromised_since=UnixTime(word >> 112 & _40),
        added_at=UnixTime(word >> 152 & _40),
    )


@lru_cache(maxsize=4_096)
def decode_member(word: int) -> MemberEntry | None:
    """What the word at a member slot says; None if there is no such member."""
    if not word:
        return None
    agreements = word >> 128
    return MemberEntry(
        state=MemberState(word & 0xFF),
        voter=bool(word >> 8 & 0xFF),
        country=(word >> 16 & _16).to_bytes(2, "big").decode("ascii"),
        roles=roles_in(word >> 32 & _32),
        suspended_until=UnixTime(word >> 64 & _40),
        successor=MemberId(word >> 104 & _16) or None,
        agreements=tuple(number for number in range(agreements.bit_length()) if agreements >> number & 1),
    )


def decode_identifier(word: int) -> IdentifierEntry | None:
    """What the word at an identifier's slot says; None if it was never verified."""
    if not word:
        return None
    return IdentifierEntry(
        member=MemberId(word & _16),
        verified_at=UnixTime(word >> 16 & _40),
        valid_until=UnixTime(word >> 56 & _40),
    )


def decode_validator(word: int) -> tuple[int, MemberId]:
    """Power and member of a validator."""
    return word & (1 << 64) - 1, MemberId(word >> 64 & _16)


def decode_window(word: int) -> tuple[UnixTime, UnixTime]:
    """From and until (exclusive), of the word after a service key's."""
    return UnixTime(word & _40), UnixTime(word >> 40 & _40)


def _address(word: int) -> Address:
    return Address((word & _160).to_bytes(20, "big"))
