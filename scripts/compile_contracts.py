"""Compiles contracts/vyper/ into contracts/artifacts/, or checks that what is committed is what comes out.

.venv/bin/python scripts/compile_contracts.py          # write
.venv/bin/python scripts/compile_contracts.py --check  # compare; exit 1 where anything differs
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import vyper
from vyper.compiler import compile_from_file_input
from vyper.compiler.input_bundle import FilesystemInputBundle
from vyper.compiler.settings import OptimizationLevel, Settings

from contracts.addresses import CONSORTIUM, REGISTRY, STATUS, SYSTEM_CALLER, UTILISATION, VERIFICATION
from contracts.ids import Address, hex0x
from contracts.keccak import keccak

ROOT = Path(__file__).resolve().parent.parent / "contracts"
SOURCES = ROOT / "vyper"
ARTIFACTS = ROOT / "artifacts"

EVM_VERSION = "cancun"
OPTIMIZE = OptimizationLevel.GAS

PREDEPLOYED: dict[str, tuple[Address, dict[str, Address]]] = {
    "Consortium": (CONSORTIUM, {"FOUNDER": SYSTEM_CALLER}),
    "Registry": (REGISTRY, {"CONSORTIUM": CONSORTIUM, "STATUS": STATUS}),
    "Status": (STATUS, {"REGISTRY": REGISTRY}),
    "Utilisation": (UTILISATION, {"CONSORTIUM": CONSORTIUM, "REGISTRY": REGISTRY, "STATUS": STATUS}),
    "Verification": (VERIFICATION, {"CONSORTIUM": CONSORTIUM}),
}
"""Contract → where it stands on the consortium's chain, and the immutables it holds there."""

REFUSED = {"type": "error", "name": "Refused", "inputs": [{"name": "reason", "type": "uint8"}]}
"""The custom error of all contracts; Vyper 0.4.3 has no word for it, so its interface leaves it out."""

FORMATS = ("abi", "bytecode", "bytecode_runtime", "layout", "method_identifiers")


def compile_contract(name: str) -> dict[str, Any]:
    """The artefact of the contract `name`, as its JSON file holds it."""
    bundle = FilesystemInputBundle([SOURCES])
    output = compile_from_file_input(
        bundle.load_file(f"{name}.vy"),
        input_bundle=bundle,
        settings=Settings(optimize=OPTIMIZE, evm_version=EVM_VERSION),
        output_formats=FORMATS,
        no_bytecode_metadata=True,
    )
    address, immutables = PREDEPLOYED[name]
    runtime = bytes.fromhex(output["bytecode_runtime"][2:]) + immutable_section(
        output["layout"]["code_layout"], immutables
    )
    return {
        "name": name,
        "address": hex0x(address),
        "compiler": {
            "name": "vyper",
            "version": vyper.__version__,
            "evmVersion": EVM_VERSION,
            "optimize": str(OPTIMIZE),
            "bytecodeMetadata": False,
        },
        "constructor": [argument.lower() for argument in immutables],
        "immutables": {variable: hex0x(value) for variable, value in immutables.items()},
        "codeHash": hex0x(keccak(runtime)),
        "storageLayout": flattened(output["layout"]["storage_layout"]),
        "methodIdentifiers": output["method_identifiers"],
        "abi": [*output["abi"], REFUSED],
        "runtimeBytecode": hex0x(runtime),
        "creationBytecode": output["bytecode"],
    }


def immutable_section(layout: dict[str, Any], immutables: dict[str, Address]) -> bytes:
    """What the constructor appends to the code: each immutable, a word, at its offset."""
    if set(layout) != set(immutables):
        raise SystemExit(f"immutables: expected {sorted(immutables)}, found {sorted(layout)}")
    in_order = sorted(immutables, key=lambda variable: int(layout[variable]["offset"]))
    return b"".join(immutables[variable].rjust(32, b"\0") for variable in in_order)


def flattened(layout: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """The variables of a contract and its modules in one mapping: `module.variable` → slot and type."""
    variables: dict[str, Any] = {}
    for name, entry in layout.items():
        if "slot" in entry:
            variables[prefix + name] = entry
        else:
            variables |= flattened(entry, f"{prefix}{name}.")
    return variables


def render(document: dict[str, Any]) -> str:
    """The artefact's file, byte for byte."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Writes or checks every artefact; returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    check = parser.parse_args(arguments).check

    stale = []
    for name in PREDEPLOYED:
        document = compile_contract(name)
        path, text = ARTIFACTS / f"{name}.json", render(document)
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
        size = len(document["runtimeBytecode"]) // 2 - 1
        print(f"{name:<12} {size:>6} bytes  code hash {document['codeHash']}")
    for name in stale:
        print(f"{name}.json: expected what {name}.vy compiles to, found another.", file=sys.stderr)

    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
