"""`make bench`: every benchmark in turn, each a process of its own; `make bench BENCH=prepare` runs one."""

import subprocess
import sys

from scripts.bench.report import FOLDER

MODULES = (
    "prepare",
    "read_edifact",
    "verify_offline",
    "bundle_sizes",
    "reconcile_one",
    "reconcile_batch",
    "node_overhead",
    "latency_single",
    "rpc_while_executing",
    "rpc_reads",
    "anchor_single",
    "anchor_packed",
    "anchor_batch",
    "anchor_batch_workers",
    "export_fsck",
    "network_latency",
    "network_anchor",
    "network_packed",
)
"""Modules of this package, cheapest first."""


def main(wanted: list[str]) -> int:
    """Run the benchmarks `wanted`, all of them by default; 1 when one could not be run."""
    unknown = sorted(set(wanted) - set(MODULES))
    if unknown:
        print(f"no benchmark called {', '.join(unknown)}; there are: {', '.join(MODULES)}", file=sys.stderr)
        return 2
    failed = [
        name
        for name in (wanted or MODULES)
        if subprocess.run([sys.executable, "-m", f"scripts.bench.{name}"], check=False).returncode
    ]
    print(f"figures: {FOLDER}")
    if failed:
        print(f"could not be run: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
