"""Writes the table of JSON-RPC methods in docs/json-rpc.md from the methods themselves.

Usage: python -m scripts.document_json_rpc [--check]
"""

import inspect
import sys
from pathlib import Path

from ledger_node.rpc.dispatch import NAMESPACES
from ledger_node.rpc.methods import Method

PAGE = Path(__file__).resolve().parents[1] / "docs" / "json-rpc.md"
_NAMES = {
    "reference": "block",
    "_reference": "block",
    "sent": "call",
    "_sent": "call",
    "state": "state overrides",
    "override": "block overrides",
    "block_hash": "block hash",
    "transaction_hash": "transaction hash",
}
"""Parameters that read better under another name than the code's."""

_BEGIN, _END = "<!-- methods: begin -->\n", "<!-- methods: end -->\n"


def table() -> str:
    """One row a method, by namespace: its name, its parameters, what it answers."""
    methods = sorted((each for module in NAMESPACES for each in module.namespace.methods), key=_order)
    rows = [f"| `{each.name}` | {_parameters(each)} | {_summary(each)} |" for each in methods]
    return "\n".join(["| method | parameters | answers |", "|---|---|---|", *rows]) + "\n"


def page(text: str) -> str:
    """The page with the table as it is now."""
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}{table()}{_END}{after}"


def main() -> int:
    """Write the page, or with --check say whether it is as it would be written; the exit code."""
    text = PAGE.read_text(encoding="utf-8")
    if "--check" in sys.argv:
        return int(text != page(text))
    PAGE.write_text(page(text), encoding="utf-8")
    return 0


def _order(method: Method) -> tuple[str, str]:
    namespace, _, name = method.name.partition("_")
    return namespace, name.lower()


def _parameters(method: Method) -> str:
    names = [_NAMES.get(name, name.strip("_")) for name in inspect.signature(method.function).parameters]
    given = names[1:]
    return ", ".join([*given[: method.required], *(f"[{name}]" for name in given[method.required :])])


def _summary(method: Method) -> str:
    lines = inspect.getdoc(method.function) or ""
    return lines.partition("\n")[0].replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
