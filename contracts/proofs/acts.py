"""Acts in evidence, read strictly: each member as wide as its EIP-712 type says, in one spelling."""

import re
from typing import Any, TypeVar

from contracts.acts import Act
from contracts.errors import brief
from contracts.proofs import shape

A = TypeVar("A", bound=Act)

_WHOLE = re.compile(r"0|[1-9][0-9]{0,77}", re.ASCII)
_LARGEST_NUMBER = 64
"""Bits of the widest integer that stands as a number in JSON; wider ones are texts."""


def read_act(kind: type[A], value: Any, where: str) -> A:
    """The act in a JSON value; EvidenceRefused (`bundle.member`) unless it has all of the type's members."""
    types = kind.members()
    told = shape.members(value, where, frozenset(types))
    return kind(**{name: _field(type_, told[name], f"{where}/{name}") for name, type_ in types.items()})


def _field(type_: str, value: Any, where: str) -> Any:
    if type_.startswith("bytes"):
        return shape.hexadecimal(value, where, int(type_.removeprefix("bytes")))
    bits = int(type_.removeprefix("uint"))
    if bits <= _LARGEST_NUMBER:
        return shape.integer(value, where, (1 << bits) - 1)
    if not isinstance(value, str) or not _WHOLE.fullmatch(value) or int(value).bit_length() > bits:
        shape.refuse(where, f"a whole number of at most {bits} bits as text", brief(value))
    return int(value)
