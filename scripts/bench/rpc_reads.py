"""[rpc_call], [rpc_logs], [rpc_proof], [rpc_block]: JSON-RPC reads by eight clients, beside geth and anvil.

On each node stands the same: the contracts, and thousands of batches anchored through JSON-RPC, a block each.
Nodes are measured by turns, so that what else the machine has to do meets all of them. The figures are the
slowest hundredth in milliseconds; the table that is printed, and kept in `build/bench/rpc_reads.md`, has
answers a second too, and their ratio.
"""

import argparse
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from scripts.bench.asking import Answered, Question, measure
from scripts.bench.evm_nodes import peers, tegata
from scripts.bench.report import FOLDER, report
from scripts.bench.same_ledger import SameLedger, check, deployed, on_ours

OURS = "Tegata"
CLIENTS = 8
ANCHORINGS = 2_000
SECONDS = 5.0
ROUNDS = 3
FIGURES = {
    "eth_call": "rpc_call",
    "eth_getLogs": "rpc_logs",
    "eth_getProof": "rpc_proof",
    "eth_getBlockByNumber": "rpc_block",
}
_WARM_UP_SECONDS = 1.0

Asked = dict[str, tuple[SameLedger, dict[str, Sequence[Question]]]]
"""Node → the ledger on it, and what is asked of it."""


def main() -> None:
    """Measure every node that there is, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--anchorings", type=int, default=ANCHORINGS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each method, node and round")
    options = parser.parse_args()
    with ExitStack() as stack:
        asked: Asked = {}
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, serving in {OURS: tegata, **peers()}.items():
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=FOLDER)))
            url = stack.enter_context(serving(folder))
            ledger = on_ours(url) if name == OURS else deployed(url)
            ledger.anchor(options.anchorings)
            questions = ledger.questions(options.anchorings)
            check(ledger, questions)
            asked[name] = ledger, questions
        found = {method: _by_turns(asked, method, options.seconds) for method in FIGURES}
    for line in (rows := table(found)):
        print(line)
    (FOLDER / "rpc_reads.md").write_text("\n".join(rows) + "\n", "utf-8")
    for method, name in FIGURES.items():
        ours, *others = found[method].items()
        peer, theirs = others[0] if others else (None, None)
        beside = theirs.slowest_hundredth if theirs else None
        report(name, ours[1].slowest_hundredth, peer=peer, peer_value=beside)


def table(found: dict[str, dict[str, Answered]]) -> list[str]:
    """A row for each method and node: answers a second, ours ÷ this node's, and times."""
    lines = ["| method | node | answers/s | ours ÷ this | p50, ms | p99, ms |", "|---|---|---|---|---|---|"]
    for method, nodes in found.items():
        ours = nodes[OURS].a_second
        for name, each in nodes.items():
            ratio = "–" if name == OURS else f"{ours / each.a_second:.3f}"
            times = f"{each.median:.2f} | {each.slowest_hundredth:.2f}"
            lines.append(f"| `{method}` | {name} | {each.a_second:,.0f} | {ratio} | {times} |")
    return lines


def _by_turns(asked: Asked, method: str, seconds: float) -> dict[str, Answered]:
    """Node → the median round of each of its figures."""
    rounds: dict[str, list[Answered]] = {name: [] for name in asked}
    for ledger, questions in asked.values():
        measure(ledger.url, questions[method], CLIENTS, _WARM_UP_SECONDS)
    for _ in range(ROUNDS):
        for name, (ledger, questions) in asked.items():
            rounds[name].append(measure(ledger.url, questions[method], CLIENTS, seconds / ROUNDS))
    return {name: _middle(each) for name, each in rounds.items()}


def _middle(rounds: Sequence[Answered]) -> Answered:
    return Answered(
        median(each.a_second for each in rounds),
        median(each.median for each in rounds),
        median(each.slowest_hundredth for each in rounds),
    )


if __name__ == "__main__":
    main()
