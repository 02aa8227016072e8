"""Protocol Buffers, as much of them as ABCI needs: messages are dataclasses whose fields bear their numbers.

The encoding is that of proto3 (protobuf.dev/programming-guides/encoding): varints, lengths, nested messages.
A field that holds its default is left out; one that is not known is passed over.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Self, cast, get_args, get_origin, get_type_hints

from contracts.errors import TegataError

MAX_VARINT_BYTES = 10
_SIGN, _WRAP = 1 << 63, 1 << 64


class WireInvalid(TegataError):
    """Bytes that are not the message they should be."""

    code = "abci.wire"
    default_remedy = "Run CometBFT v0.38, the engine that this node speaks with."


def numbered(number: int, default: Any = None) -> Any:
    """A field with its number on the wire; the default is what an absent one means."""
    return field(default=default, metadata={"number": number})


@dataclass(frozen=True, slots=True)
class _Field:
    number: int
    name: str
    kind: type
    repeated: bool


class Message:
    """A message: a frozen dataclass of int, bool, bytes, str, messages, or tuples of these."""

    __slots__ = ()

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """The message that `data` spells. Raises WireInvalid."""
        known = _by_number(cast(Hashable, cls))
        values: dict[str, Any] = {}
        for number, value in read_fields(data):
            entry = known.get(number)
            if entry is None:
                continue
            if not entry.repeated:
                values[entry.name] = _decoded(entry, value)
            elif isinstance(value, bytes) and entry.kind is int:
                values.setdefault(entry.name, []).extend(_packed(value))
            else:
                values.setdefault(entry.name, []).append(_decoded(entry, value))
        return cls(
            **{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
        )

    def encode(self) -> bytes:
        """The message as bytes."""
        out = bytearray()
        for entry in _fields(cast(Hashable, type(self))):
            value = getattr(self, entry.name)
            for each in value if entry.repeated else (value,):
                if entry.repeated or (each is not None and each != entry.kind()):
                    _put(out, entry, each)
        return bytes(out)


def varint(value: int) -> bytes:
    """An unsigned number in groups of seven bits, the lowest first."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """The unsigned number at `at`, and where it ends. Raises WireInvalid."""
    value = shift = 0
    for position in range(at, min(at + MAX_VARINT_BYTES, len(data))):
        byte = data[position]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position + 1
        shift += 7
    raise WireInvalid("message", expected="a number of at most ten bytes", found="none that ends")


def read_fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Every field of a message by its number: a number, or the bytes of anything longer."""
    at = 0
    while at < len(data):
        tag, at = read_varint(data, at)
        number, form = tag >> 3, tag & 7
        if form == 0:
            value, at = read_varint(data, at)
            yield number, value
            continue
        if form == 2:
            size, at = read_varint(data, at)
        elif form in (1, 5):
            size = 8 if form == 1 else 4
        else:
            raise WireInvalid("message", expected="a field of form 0, 1, 2 or 5", found=str(form))
        if at + size > len(data):
            raise WireInvalid("message", expected=f"{size} bytes more", found=f"{len(data) - at}")
        yield number, data[at : at + size]
        at += size


def _put(out: bytearray, entry: _Field, value: Any) -> None:
    if entry.kind in (int, bool):
        out += varint(entry.number << 3)
        out += varint(int(value) % _WRAP)
        return
    raw = value if entry.kind is bytes else value.encode()
    out += varint(entry.number << 3 | 2)
    out += varint(len(raw))
    out += raw


def _decoded(entry: _Field, value: int | bytes) -> Any:
    if isinstance(value, int) != (entry.kind in (int, bool)):
        raise WireInvalid(entry.name, expected=entry.kind.__name__, found=type(value).__name__)
    decode = _DECODERS.get(entry.kind)
    return cast(Any, entry.kind).decode(value) if decode is None else decode(value)


def _signed(value: int) -> int:
    return value - _WRAP if value & _SIGN else value


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise WireInvalid("text", expected="UTF-8", found="other bytes") from error


def _packed(value: bytes) -> Iterator[int]:
    at = 0
    while at < len(value):
        number, at = read_varint(value, at)
        yield _signed(number)


_DECODERS: dict[type, Callable[[Any], Any]] = {int: _signed, bool: bool, bytes: bytes, str: _text}


@cache
def _fields(kind: Hashable) -> tuple[_Field, ...]:
    message = cast(Any, kind)
    hints = get_type_hints(message)
    return tuple(_as_field(each.name, each.metadata["number"], hints[each.name]) for each in fields(message))


def _as_field(name: str, number: int, hint: Any) -> _Field:
    repeated = get_origin(hint) is tuple
    kind = get_args(hint)[0] if get_origin(hint) is not None or get_args(hint) else hint
    return _Field(number, name, kind, repeated)


@cache
def _by_number(kind: Hashable) -> dict[int, _Field]:
    return {entry.number: entry for entry in _fields(kind)}
