"""From a record to its fields as columns: a scalar at each path, sorted by the paths' bytes (formats §2).

Null, empty lists and empty objects are absent. Records of a kind share few shapes, so the work is in two
parts: a walk collects the values of a record without their paths; what depends on the shape alone (paths,
their hashes and order, how each value is encoded) is planned once and remembered.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import sha256
from operator import itemgetter
from types import NoneType
from typing import Any, NamedTuple, get_args

from contracts.columns import taker
from contracts.errors import RecordInvalid
from contracts.fields import (
    MAX_FIELDS,
    PATHS_PATH,
    SCHEMA_PATH,
    Field,
    encode_decimal,
    encode_integer,
    encode_measure,
    encode_texts,
    paths_digest,
)
from contracts.records.kinds import KIND_OF_MODEL
from contracts.records.parts import Amount, Measure, Part, Record, render_date_time

_KEPT_PLANS, _KEPT_VALUES = 256, 1_024
"""Plans remembered, and how many values a record has at most whose plan is: no input can fill the memory."""


class Flattened(NamedTuple):
    """A record's fields as columns, sorted by the bytes of their paths.

    `typed` holds each field's type byte followed by its value; `path_hashes` the SHA-256 of each path.
    """

    paths: tuple[str, ...]
    typed: tuple[bytes, ...]
    path_hashes: tuple[bytes, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields one by one."""
        return tuple(Field(p, t[0], t[1:]) for p, t in zip(self.paths, self.typed, strict=True))


def flatten(record: Record) -> Flattened:
    """The fields of `record`, the schema id at "" and the digest of the path list at "#" among them.

    Raises RecordInvalid for text that has another spelling, and for more than 20,000 fields.
    """
    model = type(record)
    values: list[Any] = []
    lengths: list[int] = []
    _WALKS[model](record, values, lengths)
    planned = _kept_plan if len(values) <= _KEPT_VALUES else _plan
    plan = planned(model, tuple(map(type, values)), tuple(lengths))
    typed = encode_texts(plan.texts(values), plan.text_paths)
    typed += [encode(values[position], path) for position, encode, path in plan.others]
    typed += plan.constants
    return Flattened(plan.paths, plan.sort(typed), plan.path_hashes)


class _Members(NamedTuple):
    """The names of a part's members in the model's order, and which of them are parts or lists."""

    names: tuple[str, ...]
    parts: tuple[str, ...]
    lists: tuple[str, ...]


@cache
def _members(model: type[Part]) -> _Members:
    types = {name: set(_types(field.annotation)) for name, field in model.model_fields.items()}
    lists = tuple(name for name, some in types.items() if tuple in some)
    parts = tuple(name for name, some in types.items() if any(map(_has_members, some)))
    return _Members(tuple(types), parts, lists)


def _types(annotation: Any) -> Iterator[type]:
    """The types that a member with this annotation may have; `tuple` for a list of anything."""
    origin = getattr(annotation, "__origin__", annotation)
    if isinstance(origin, type):
        yield origin
    else:
        for argument in get_args(annotation):
            yield from _types(argument)


@cache
def _has_members(kind: type) -> bool:
    """Whether values of this type are parts with fields below them; a measure or an amount is one field."""
    return issubclass(kind, Part) and not issubclass(kind, (Amount, Measure))


_Walk = Callable[[Any, list[Any], list[int]], None]
"""Adds all values in a part, and the length of each list in it, to what was found before."""


class _WalksByModel(dict[type, _Walk]):
    """The walk through parts of each model.

    What is absent (None) and what has members stand among the values too, so that the values' types and the
    lists' lengths tell the path of each (`_paths`).
    """

    def __missing__(self, model: type[Part]) -> _Walk:
        names, parts, lists = _members(model)
        members_of = taker(names)

        def walk(part: Part, values: list[Any], lengths: list[int]) -> None:
            members = part.__dict__
            values.extend(members_of(members))
            for name in parts:
                if (inner := members[name]) is not None:
                    self[type(inner)](inner, values, lengths)
            for name in lists:
                items = members[name]
                lengths.append(len(items))
                values.extend(items)
                first: type = type(items[0]) if items else NoneType
                if _has_members(first):
                    for item in items:
                        self[type(item)](item, values, lengths)

        self[model] = walk
        return walk


_WALKS = _WalksByModel()


class _Plan(NamedTuple):
    """How the values of a walk become columns: texts first, then the others, then what is the same in all."""

    texts: Callable[[list[Any]], Sequence[str]]
    text_paths: tuple[str, ...]
    others: tuple[tuple[int, "_Encoder", str], ...]
    """(position in the walk, encoder, path)."""
    constants: tuple[bytes, bytes]
    """The fields "" and "#"."""
    sort: Callable[[list[bytes]], tuple[bytes, ...]]
    paths: tuple[str, ...]
    path_hashes: tuple[bytes, ...]


def _plan(model: type[Record], types: tuple[type, ...], lengths: tuple[int, ...]) -> _Plan:
    """The plan for records of `model` in which a walk finds these; RecordInvalid for too many fields."""
    found = list(enumerate(zip(types, _paths(model, types, lengths), strict=True)))
    texts = [(at, path) for at, (kind, path) in found if kind is str]
    nothing = {str, NoneType, tuple}
    others = tuple(
        (at, _encoder(kind, path), path)
        for at, (kind, path) in found
        if kind not in nothing and not _has_members(kind)
    )
    paths = [*(path for _, path in texts), *(path for *_, path in others), SCHEMA_PATH]
    if len(paths) >= MAX_FIELDS:
        raise RecordInvalid("record", expected=f"at most {MAX_FIELDS} fields", found=str(len(paths) + 1))
    digest = paths_digest(paths)
    encoded = [path.encode() for path in (*paths, PATHS_PATH)]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    return _Plan(
        texts=taker([at for at, _ in texts]),
        text_paths=tuple(path for _, path in texts),
        others=others,
        constants=(b"\1" + KIND_OF_MODEL[model].schema_id.encode(), b"\1" + digest),
        sort=itemgetter(*order),
        paths=tuple(encoded[at].decode() for at in order),
        path_hashes=tuple(sha256(encoded[at]).digest() for at in order),
    )


_kept_plan = lru_cache(maxsize=_KEPT_PLANS)(_plan)


def _paths(model: type[Record], types: tuple[type, ...], lengths: tuple[int, ...]) -> list[str]:
    """The path of every value that the walk through a record comes by, in the walk's order."""
    paths: list[str] = []
    rest = iter(lengths)

    def walk(prefix: str, model: type[Part]) -> None:
        names, parts, lists = _members(model)
        kinds = dict(zip(names, types[len(paths) : len(paths) + len(names)], strict=True))
        paths.extend(prefix + name for name in names)
        for name in parts:
            if kinds[name] is not NoneType:
                walk(f"{prefix}{name}/", kinds[name])
        for name in lists:
            length = next(rest)
            items = types[len(paths) : len(paths) + length]
            paths.extend(f"{prefix}{name}/{index}" for index in range(length))
            if items and _has_members(items[0]):
                for index, kind in enumerate(items):
                    walk(f"{prefix}{name}/{index}/", kind)

    walk("", model)
    return paths


_Encoder = Callable[[Any, str], bytes]


def _measure(value: Measure, path: str) -> bytes:
    return b"\4" + encode_measure(value.value, value.unit, path)


def _amount(value: Amount, path: str) -> bytes:
    return b"\4" + encode_measure(value.value, value.currency, path)


def _number(value: Decimal, path: str) -> bytes:
    return b"\2" + encode_decimal(value, path)


def _integer(value: int, path: str) -> bytes:
    return b"\2" + encode_integer(value, path)


def _flag(value: bool, _path: str) -> bytes:
    return b"\3\1" if value else b"\3\0"


def _day(value: date, _path: str) -> bytes:
    return b"\1" + value.isoformat().encode()


def _moment(value: datetime, _path: str) -> bytes:
    return b"\1" + render_date_time(value).encode()


_ENCODERS: dict[type, _Encoder] = {
    Measure: _measure,
    Amount: _amount,
    Decimal: _number,
    int: _integer,
    bool: _flag,
    date: _day,
    datetime: _moment,
}


def _encoder(kind: type, path: str) -> _Encoder:
    """The encoder for values of type `kind` or of a type below it; RecordInvalid where there is none."""
    for known in kind.__mro__:
        if known in _ENCODERS:
            return _ENCODERS[known]
    raise RecordInvalid(path, expected="a field of a record", found=kind.__name__)
