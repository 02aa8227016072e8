"""Protocol Buffers (proto3), as much of it as headers and commits need: varints and lengths.

A reader here is lenient; the messages are strict: what is read must be spelt again by the same bytes. So
fields out of order, twice, unknown or at their default, and numbers with needless bytes, are refused.
"""

from contracts.proofs.faults import EvidenceRefused, Fault

_SIGN, _WRAP = 1 << 63, 1 << 64
_MAX_VARINT = 10
_SMALL = tuple(bytes((value,)) for value in range(0x80))
"""Numbers of one byte, which tags and lengths mostly are."""

Fields = dict[int, list[int | bytes]]
"""The values of a message's fields by their number, in the order in which they stand."""


def varint(value: int) -> bytes:
    """A number of 64 bits in groups of seven, the lowest first; negative ones as two's complement."""
    if 0 <= value < len(_SMALL):
        return _SMALL[value]
    value %= _WRAP
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field: int, value: int) -> bytes:
    """A field that holds a number; nothing where it is 0."""
    return varint(field << 3) + varint(value) if value else b""


def content(field: int, value: bytes) -> bytes:
    """A field that holds bytes or text; nothing where they are empty."""
    return message(field, value) if value else b""


def message(field: int, value: bytes) -> bytes:
    """A field that holds a message, even an empty one: gogoproto leaves out none that can't be null."""
    return varint(field << 3 | 2) + varint(len(value)) + value


def fixed64(field: int, value: int) -> bytes:
    """A field that holds a number in eight bytes, the lowest first; nothing where it is 0."""
    return varint(field << 3 | 1) + (value % _WRAP).to_bytes(8, "little") if value else b""


def read(data: bytes, where: str) -> Fields:
    """The fields of the message `data`; EvidenceRefused (`finality.encoding`) where it is none."""
    found: Fields = {}
    at = 0
    while at < len(data):
        tag, at = _read_varint(data, at, where)
        value: int | bytes
        value, at = _read_varint(data, at, where)
        if tag & 7 == 2:
            end = at + value
            if end > len(data):
                raise invalid(where, f"{value} bytes more", str(len(data) - at))
            value, at = data[at:end], end
        elif tag & 7:
            raise invalid(where, "numbers and lengths only", f"a field of wire type {tag & 7}")
        found.setdefault(tag >> 3, []).append(value)
    return found


def one_number(fields: Fields, field: int, where: str) -> int:
    """The signed number in a field; 0 where there is none."""
    value = fields.get(field, (0,))[-1]
    if not isinstance(value, int):
        raise invalid(where, f"a number in field {field}", "bytes")
    return value - _WRAP if value & _SIGN else value


def one_content(fields: Fields, field: int, where: str) -> bytes:
    """The bytes in a field; none where it is absent."""
    value = fields.get(field, (b"",))[-1]
    if not isinstance(value, bytes):
        raise invalid(where, f"bytes in field {field}", "a number")
    return value


def invalid(where: str, expected: str, found: str) -> EvidenceRefused:
    """The error for bytes that are not the message they should be, or not in its one spelling."""
    return EvidenceRefused(Fault.FINALITY_ENCODING, where, expected=expected, found=found)


def _read_varint(data: bytes, at: int, where: str) -> tuple[int, int]:
    value = shift = 0
    for position in range(at, min(at + _MAX_VARINT, len(data))):
        byte = data[position]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value % _WRAP, position + 1
        shift += 7
    raise invalid(where, "a number that ends within ten bytes", "none")
