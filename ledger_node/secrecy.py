"""Files that hold private keys: theirs alone who runs the node."""

import stat
from pathlib import Path

from contracts.errors import TegataError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyExposed(TegataError):
    """A private key's file can be read, or changed, by others on this machine."""

    code = "node.key.exposed"
    default_remedy = "Take the others' rights away with `chmod 600`, and replace the key if anyone was there."


def check_private(path: Path) -> None:
    """Raises KeyExposed unless only its owner has rights to the file; OSError where there is none."""
    mode = path.stat().st_mode
    if mode & _OTHERS:
        raise KeyExposed(
            str(path), expected="a file for its owner only (600)", found=f"{stat.S_IMODE(mode):03o}"
        )
