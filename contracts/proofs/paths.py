"""What follows from the paths of a record alone: their hashes, and what the field "#" says of them."""

from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from contracts.fields import PATHS_PATH, paths_digest

_KEPT_LISTS, _KEPT_PATHS = 128, 512
"""Lists remembered, since records of a kind share few, and how long one is at most that is: no bundle can
fill the memory.
"""


class PathList(NamedTuple):
    """Facts about a list of paths."""

    hashes: tuple[bytes, ...]
    """SHA-256 of each path."""
    digest: bytes | None
    """The value of the field "#" of a record of these paths ("#" among them or not); None unless the paths
    rise by their bytes.
    """


def about(paths: tuple[str, ...]) -> PathList:
    """The facts about `paths`."""
    return (_kept if len(paths) <= _KEPT_PATHS else _about)(paths)


def _about(paths: tuple[str, ...]) -> PathList:
    encoded = [path.encode() for path in paths]
    rising = sorted(set(encoded)) == encoded
    digest = paths_digest([path for path in paths if path != PATHS_PATH]) if rising else None
    return PathList(tuple([sha256(path).digest() for path in encoded]), digest)


_kept = lru_cache(maxsize=_KEPT_LISTS)(_about)
