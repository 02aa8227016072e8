"""Slots and words: where Vyper puts an entry, and that every word means one thing."""

from eth_utils import keccak as reference_keccak
from hypothesis import given
from hypothesis import strategies as st

from contracts import slots
from contracts.acts import State
from contracts.ids import Address, BatchRoot, MemberId, UnixTime
from contracts.roles import Purpose, Role
from contracts.slots import FOREVER, BatchEntry, KeyEntry, MemberEntry, MemberState, Service, StatusEntry

hashes = st.binary(min_size=32, max_size=32)
addresses = st.binary(min_size=20, max_size=20)
members = st.integers(0, 65_535)
times = st.integers(0, 2**40 - 1)


def mapped(position: int, *keys: bytes) -> int:
    """Vyper's rule, by another keccak: hash of (slot, key), once a level."""
    slot = position.to_bytes(32, "big")
    for key in keys:
        slot = reference_keccak(slot + key.rjust(32, b"\0"))
    return int.from_bytes(slot, "big")


@given(members, hashes)
def test_nested_mappings_hash_from_outside_in(member: int, target: bytes) -> None:
    number, root = MemberId(member), BatchRoot(target)
    short = member.to_bytes(2, "big")
    assert slots.batch_slot(number, root) == mapped(0, short, target)
    assert slots.status_slot(number, target) == mapped(0, short, target)
    assert slots.successor_slot(number, target) == mapped(1, short, target)
    assert slots.lineage_slot(number, target) == mapped(2, short, target)
    assert slots.line_slot(target, member) == mapped(0, target, short)
    assert slots.debit_slot(target, member, target[::-1]) == mapped(1, target, short, target[::-1])
    assert slots.service_key_slot(number, Service.PAYLOAD, 3) == mapped(17, short, b"\x02", b"\x03")


@given(addresses, members)
def test_mappings_hash_their_key_as_a_word(address: bytes, member: int) -> None:
    assert slots.key_slot(Address(address)) == mapped(8, address)
    assert slots.listed_contract_slot(Address(address)) == mapped(30, address)
    assert slots.member_slot(MemberId(member)) == mapped(1, member.to_bytes(2, "big"))


@given(addresses.filter(any), times, st.integers(1, 65_536), st.integers(0, 255), members)
def test_a_batch_word_reads_back(author: bytes, time: int, count: int, kind: int, scope: int) -> None:
    word = int.from_bytes(author, "big") | time << 160 | count - 1 << 200 | kind << 216 | scope << 224
    assert slots.decode_batch(word) == BatchEntry(Address(author), UnixTime(time), count, kind, scope)


@given(addresses, times, st.sampled_from(list(State)[1:]), st.integers(0, 255))
def test_a_status_word_reads_back(key: bytes, time: int, state: State, reason: int) -> None:
    word = state | reason << 8 | time << 16 | int.from_bytes(key, "big") << 56
    assert slots.decode_status(word) == StatusEntry(state, reason, UnixTime(time), Address(key))


@given(st.integers(1, 65_535), st.integers(1, 15), times, times, times, times)
def test_a_key_word_reads_back(
    member: int, purposes: int, start: int, end: int, compromised: int, added: int
) -> None:
    word = member | purposes << 16 | start << 32 | end << 72 | compromised << 112 | added << 152
    entry = slots.decode_key(word)
    assert entry == KeyEntry(
        MemberId(member), Purpose(purposes), *map(UnixTime, (start, end, compromised, added))
    )


@given(st.sampled_from(list(MemberState)), st.sets(st.sampled_from(list(Role))), st.sets(st.integers(1, 127)))
def test_a_member_word_reads_back(state: MemberState, roles: set[Role], agreements: set[int]) -> None:
    word = (
        state
        | 1 << 8
        | int.from_bytes(b"JP", "big") << 16
        | sum(1 << role for role in roles) << 32
        | 99 << 64
        | 7 << 104
        | sum(1 << number for number in agreements) << 128
    )
    assert slots.decode_member(word) == MemberEntry(
        state, True, "JP", tuple(sorted(roles)), UnixTime(99), MemberId(7), tuple(sorted(agreements))
    )


def test_an_empty_word_is_nothing() -> None:
    for decode in (
        slots.decode_batch,
        slots.decode_status,
        slots.decode_key,
        slots.decode_member,
        slots.decode_identifier,
    ):
        assert decode(0) is None


@given(times, times, times, times)
def test_a_key_signs_inside_its_window_and_before_its_compromise(
    start: int, end: int, compromised: int, time: int
) -> None:
    key = KeyEntry(
        MemberId(1), Purpose.AUTHOR, UnixTime(start), UnixTime(end), UnixTime(compromised), UnixTime(0)
    )
    assert key.valid_at(time) == (time >= start and time < end and time < compromised)


def test_a_member_acts_while_it_is_active_and_not_suspended() -> None:
    for state in MemberState:
        member = MemberEntry(state, False, "JP", (), UnixTime(100), None, ())
        assert not member.active_at(99)
        assert member.active_at(100) == (state is MemberState.ACTIVE)


def test_forever_is_the_last_time_there_is() -> None:
    assert FOREVER == 2**40 - 1


billionths = st.integers(0, 2**100 - 1)


@given(billionths, billionths, st.sampled_from(["KGM", "H87", "NPR", "TN", "C62"]), members, st.booleans())
def test_a_line_word_reads_back(quantity: int, used: int, unit: str, issuer: int, whole: bool) -> None:
    unit_bits = int.from_bytes(unit.encode().ljust(3), "big")
    word = quantity | used << 100 | unit_bits << 200 | issuer << 224 | whole << 240
    line = slots.decode_line(word)
    assert line == slots.LineBalance(quantity, used, unit, MemberId(issuer), whole)
    assert line.left == (0 if whole else max(0, quantity - used))
    assert slots.decode_line(0) is None


@given(
    billionths,
    times,
    times,
    st.integers(1, 2**32 - 1),
    members,
    st.sampled_from(slots.DebitState),
    st.booleans(),
)
def test_a_debit_word_reads_back(
    quantity: int,
    expires: int,
    time: int,
    revision: int,
    member: int,
    state: slots.DebitState,
    whole: bool,
) -> None:
    word = (
        quantity
        | expires << 100
        | time << 140
        | revision << 180
        | member << 212
        | state << 228
        | whole << 232
    )
    assert slots.decode_debit(word) == slots.DebitEntry(
        quantity, UnixTime(expires), UnixTime(time), revision, MemberId(member), state, whole
    )
    assert slots.decode_debit(0) is None
