"""How a benchmark says its figure: one printed line, and `build/bench/<name>.json`.

Every figure has its goal here, so that a benchmark measures and decides nothing.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).resolve().parents[2] / "build" / "bench"


@dataclass(frozen=True)
class Goal:
    """What a benchmark is to reach: `least` when more is better, `most` when less is."""

    value: float
    unit: str
    bound: Literal["least", "most"]


GOALS: dict[str, Goal] = {
    "prepare_sign": Goal(12_000, "records/s", "least"),
    "prepare_validate_sign": Goal(10_000, "records/s", "least"),
    "anchor_batch": Goal(5_000, "records/s", "least"),
    "anchor_batch_workers": Goal(8_000, "records/s", "least"),
    "anchor_single": Goal(150, "records/s", "least"),
    "anchor_packed": Goal(300, "records/s", "least"),
    "latency_single": Goal(40, "ms", "most"),
    "verify_offline": Goal(2_000, "bundles/s", "least"),
    "verify_offline_cometbft": Goal(1_000, "bundles/s", "least"),
    "verify_merged": Goal(3_000, "records/s", "least"),
    "bundle_single": Goal(32, "kB", "most"),
    "bundle_merged": Goal(4, "kB a record", "most"),
    "bundle_single_million": Goal(32, "kB", "most"),
    "bundle_merged_million": Goal(4, "kB a record", "most"),
    "bundle_scattered_million": Goal(4, "kB a record", "most"),
    "node_overhead": Goal(1.2, "× import_block", "most"),
    "read_edifact": Goal(2, "s of CPU", "most"),
    "reconcile_one": Goal(8, "ms", "most"),
    "reconcile_batch_parquet": Goal(20, "s", "most"),
    "reconcile_batch_postgresql": Goal(60, "s", "most"),
    "reconcile_batch_memory": Goal(4, "GiB", "most"),
    "network_latency": Goal(1_000, "ms", "most"),
    "network_anchor": Goal(70, "transactions/s", "least"),
    "network_packed": Goal(150, "anchors/s", "least"),
    "network_records": Goal(60_000, "records/s", "least"),
    "network_executed_again": Goal(0, "blocks", "most"),
    "export_fsck": Goal(120, "s", "most"),
    "rpc_while_executing": Goal(20, "ms p99", "most"),
    "rpc_call": Goal(20, "ms p99", "most"),
    "rpc_logs": Goal(20, "ms p99", "most"),
    "rpc_proof": Goal(20, "ms p99", "most"),
    "rpc_block": Goal(20, "ms p99", "most"),
}


@dataclass(frozen=True)
class Figure:
    """One measurement beside its goal and, where there is one, a peer measured in the same run."""

    name: str
    value: float
    unit: str
    goal: float
    peer: str | None
    peer_value: float | None
    ratio: float | None
    cores: int

    @property
    def reached(self) -> bool:
        """Whether the goal is met."""
        least = GOALS[self.name].bound == "least"
        return self.value >= self.goal if least else self.value <= self.goal

    @property
    def line(self) -> str:
        """The figure as `make bench` prints it."""
        sign = "≥" if GOALS[self.name].bound == "least" else "≤"
        verdict = "reached" if self.reached else "NOT reached"
        peer = f"; {self.peer}: {_short(self.peer_value)}" if self.peer and self.peer_value else ""
        ratio = f" (ratio {self.ratio:.2f})" if self.ratio is not None else ""
        goal = f"goal {sign} {_short(self.goal)}"
        return f"{self.name:<24} {_short(self.value):>9} {self.unit:<15} {goal:<15} {verdict}{peer}{ratio}"


def report(name: str, value: float, *, peer: str | None = None, peer_value: float | None = None) -> Figure:
    """Print the figure called `name` and keep it under `build/bench/`; `ratio` is value ÷ peer_value."""
    goal = GOALS[name]
    figure = Figure(
        name=name,
        value=round(value, 3),
        unit=goal.unit,
        goal=goal.value,
        peer=peer,
        peer_value=None if peer_value is None else round(peer_value, 3),
        ratio=value / peer_value if peer_value else None,
        cores=len(os.sched_getaffinity(0)),
    )
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps(asdict(figure), indent=2, ensure_ascii=False) + "\n")
    print(figure.line, flush=True)
    return figure


def _short(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}".rstrip("0").rstrip(".")
