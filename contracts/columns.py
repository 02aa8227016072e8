"""Many alike values at once: taken out of where they stand among others, cut out of bytes."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from struct import Struct
from typing import Any

_KEPT_CUTTERS, _KEPT_PIECES = 256, 1_024
"""Cutters remembered, and how many pieces one makes at most that is: no input can fill the memory."""


def taker(keys: Sequence[Any]) -> Callable[[Any], Sequence[Any]]:
    """Takes what stands at each of `keys` in a mapping or sequence, as a sequence whatever their number."""
    if len(keys) > 1:
        return itemgetter(*keys)
    return lambda source: [source[key] for key in keys]


def cut(data: bytes, size: int) -> tuple[bytes, ...]:
    """`data` in pieces of `size` bytes. ValueError unless its length is a multiple of that."""
    count, rest = divmod(len(data), size)
    if rest:
        raise ValueError(f"{len(data)} bytes are no multiple of {size}")
    if count > _KEPT_PIECES:
        return tuple([data[start : start + size] for start in range(0, len(data), size)])
    return _cutter(size, count).unpack(data)


@lru_cache(maxsize=_KEPT_CUTTERS)
def _cutter(size: int, count: int) -> Struct:
    return Struct(f"{size}s" * count)
