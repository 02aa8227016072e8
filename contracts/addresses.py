"""Where the consortium's contracts stand on its own chain: fixed at genesis, known to every verifier."""

from contracts.ids import Address

_PREFIX = bytes.fromhex("7e6a7a00000000000000000000000000000000")

CONSORTIUM = Address(_PREFIX + b"\x01")
REGISTRY = Address(_PREFIX + b"\x02")
STATUS = Address(_PREFIX + b"\x03")
UTILISATION = Address(_PREFIX + b"\x04")
VERIFICATION = Address(_PREFIX + b"\x05")

SYSTEM_CALLER = Address(b"\xff" * 19 + b"\xfe")
"""The address from which the protocol itself calls a contract (as in EIP-4788); nobody holds its key."""
