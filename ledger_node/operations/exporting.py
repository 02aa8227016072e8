"""Everything on the ledger as lines of JSON, to be checked without a node: for those who leave, for courts.

The first line is the genesis file. Each other line is a block: its header, whose Keccak is its hash and
stands in the next; its transactions and receipts, whose tries' roots stand in the header.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from contracts.genesis import Genesis
from contracts.ids import hex0x
from contracts.keccak import keccak
from ledger_node import rlp
from ledger_node.errors import StoreInvalid
from ledger_node.storage import Snapshot, open_reader

FORMAT = "tegata/export/1"


def export_blocks(store: Path, genesis: Genesis, first: int = 0) -> Iterator[str]:
    """The lines, from the block `first` on, of the store as it is now; the node may run meanwhile.

    Raises StoreInvalid where a block is missing or not what its hash says.
    """
    with open_reader(store) as snapshot:
        head = snapshot.head()
        if head is None:
            raise StoreInvalid(str(store), expected="a ledger", found="an empty store")
        document = {"format": FORMAT, "genesis": genesis.model_dump(mode="json"), "head": head.height}
        yield json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
        parent: bytes | None = None
        for height in range(first, head.height + 1):
            line, parent = _block(snapshot, height, parent)
            yield line


def _block(snapshot: Snapshot, height: int, parent: bytes | None) -> tuple[str, bytes]:
    header, body, receipts = snapshot.header(height), snapshot.body(height), snapshot.receipts(height)
    if header is None or body is None or receipts is None:
        raise StoreInvalid(f"block {height}", expected="header, transactions and receipts", found="none")
    if parent is not None and header[_PARENT] != parent:
        raise StoreInvalid(
            f"block {height}", expected=f"parent {hex0x(parent)}", found=hex0x(header[_PARENT])
        )
    block_hash = keccak(header)
    document = {
        "number": height,
        "hash": hex0x(block_hash),
        "header": hex0x(header),
        "transactions": [hex0x(raw) for raw in rlp.decode_list(body)],
        "receipts": [hex0x(raw) for raw in rlp.decode_list(receipts)],
        "front": hex0x(snapshot.front(height) or b""),
    }
    return json.dumps(document, separators=(",", ":")) + "\n", block_hash


_PARENT = slice(4, 36)
"""Where the parent's hash stands in an encoded header: after three bytes of list prefix, and its own."""
