"""Finding logs: in one block, or through a range of them."""

from collections.abc import Iterable, Iterator

from contracts.ids import BlockHeight
from contracts.keccak import keccak
from ledger_node.headers import bloom_in
from ledger_node.receipts import Receipt
from ledger_node.rpc.errors import LIMIT_EXCEEDED, RpcError
from ledger_node.rpc.matching import LogFilter
from ledger_node.rpc.render import BlockPlace, Json, render_log
from ledger_node.rpc.view import View

MAX_RANGE = 10_000
"""Blocks that one query may span."""

MAX_LOGS = 10_000
"""Logs that one query may return."""


_TIME_STRIDE = 64
"""Blocks between two looks at the clock."""


def logs_in(
    block: BlockPlace, hashes: Iterable[bytes], receipts: Iterable[Receipt], wanted: LogFilter
) -> Iterator[Json]:
    """The logs of one block that `wanted` matches, in order."""
    before = 0
    for index, (transaction_hash, receipt) in enumerate(zip(hashes, receipts, strict=True)):
        for position, log in enumerate(receipt.logs):
            if wanted.matches(log):
                yield render_log(log, block, transaction_hash, index, before + position)
        before += len(receipt.logs)


def search(view: View, wanted: LogFilter, first: int, last: int) -> list[Json]:
    """The matching logs from block `first` to block `last`, both included.

    Raises RpcError (-32005) beyond MAX_RANGE blocks or MAX_LOGS logs.
    """
    last = min(last, view.height())
    if last - first >= MAX_RANGE:
        raise RpcError(LIMIT_EXCEEDED, f"query spans more than {MAX_RANGE} blocks")
    found: list[Json] = []
    for height in range(first, last + 1):
        if not height % _TIME_STRIDE:
            view.check_time()
        found += logs_at(view, wanted, BlockHeight(height))
        if len(found) > MAX_LOGS:
            raise RpcError(LIMIT_EXCEEDED, f"query returned more than {MAX_LOGS} results")
    return found


def logs_at(view: View, wanted: LogFilter, height: BlockHeight) -> Iterator[Json]:
    """The matching logs of the block at a height; nothing is decoded when its bloom says there are none."""
    encoded = view.snapshot.header(height)
    if encoded is None or not wanted.may_match(bloom_in(encoded)):
        return
    block = view.read_block(encoded)
    yield from logs_in(block, map(keccak, view.body(height)), view.receipts(height), wanted)
