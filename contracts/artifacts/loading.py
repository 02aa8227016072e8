"""Reading a compiled contract, once a process."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from contracts.ids import Address

PREDEPLOYED = ("Consortium", "Registry", "Status", "Utilisation", "Verification")
"""The contracts that stand on the consortium's chain from its genesis on."""


@dataclass(frozen=True)
class Artifact:
    """A compiled contract. Its siblings stand in `runtime`: one `code_hash` for all networks."""

    name: str
    address: Address
    """Where it stands on the consortium's chain."""
    runtime: bytes
    """The code at `address`."""
    code_hash: bytes
    """Keccak-256 of `runtime`: what a state proof shows, and what chooses a slot layout."""
    creation: bytes
    """What deploys it on another chain, followed by its ABI-encoded `constructor` arguments."""
    constructor: tuple[str, ...]
    """The names of the constructor's arguments, all of them addresses."""
    abi: tuple[dict[str, Any], ...]
    """The interface, with the custom error `Refused(uint8 reason)`."""
    storage: Mapping[str, int]
    """Variable → slot."""


@cache
def artifact(name: str) -> Artifact:
    """The compiled contract `name`, one of PREDEPLOYED; KeyError for any other."""
    if name not in PREDEPLOYED:
        raise KeyError(name)
    document = json.loads(files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8"))
    return Artifact(
        name=name,
        address=Address(bytes.fromhex(document["address"][2:])),
        runtime=bytes.fromhex(document["runtimeBytecode"][2:]),
        code_hash=bytes.fromhex(document["codeHash"][2:]),
        creation=bytes.fromhex(document["creationBytecode"][2:]),
        constructor=tuple(document["constructor"]),
        abi=tuple(document["abi"]),
        storage=MappingProxyType(
            {variable: int(entry["slot"]) for variable, entry in document["storageLayout"].items()}
        ),
    )
