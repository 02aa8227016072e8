"""[reconcile_batch] a million declarations of three lines beside three million records, from Parquet.

The clock, the processor's time beside it (the clock says little on a shared machine), and the peak of memory
of all its processes together, a page that several map counted once; then the growth from ten thousand
declarations on. BATCH_SIZES=10000,100000 leaves the million out.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from scripts.bench.report import report
from scripts.network.running import children_of

SIZES = (10_000, 100_000, 1_000_000)
_SAMPLE_SECONDS = 0.25
_GIB = 1024 * 1024
"""Kilobytes, as the kernel counts a process's memory."""

_CHILD = """
import json, resource, sys, time
from pathlib import Path
from gateway.reconciliation.batch.extracts import Extract
from gateway.reconciliation.batch.running import run
def used(of):
    told = resource.getrusage(of)
    return told.ru_utime + told.ru_stime
own, children = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
start, spent = time.perf_counter(), used(own)
summary = run(Extract(Path(sys.argv[1])), Path(sys.argv[2]), block_height=1)
print(json.dumps({
    "clock": time.perf_counter() - start, "cpu": used(own) - spent + used(children),
    "declarations": summary.declarations, "findings": summary.findings, "looked_at": summary.looked_at,
}))
"""


def main() -> None:
    """Measure every size, report the largest."""
    from scripts.bench.batch_trade import write_extract

    sizes = [int(size) for size in os.environ.get("BATCH_SIZES", "").split(",") if size] or SIZES
    measured: dict[str, Any] = {}
    for size in sizes:
        folder = Path(tempfile.mkdtemp(prefix="tegata-batch-"))
        try:
            write_extract(folder / "extract", size)
            measured = _measured(folder)
        finally:
            shutil.rmtree(folder)
        print(_line(measured), flush=True)
    report("reconcile_batch_parquet", measured["clock"])
    report("reconcile_batch_memory", measured["memory"] / _GIB)


def _line(measured: dict[str, Any]) -> str:
    times = f"{measured['clock']:7.2f} s by the clock, {measured['cpu']:7.2f} s of processor time"
    found = f"{measured['findings']:,} findings, {measured['looked_at']:,} looked at row by row"
    memory = f"{measured['memory'] / _GIB:.2f} GiB"
    return f"  {measured['declarations']:>9,} declarations: {times}, {memory}; {found}"


def _measured(folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-c", _CHILD, str(folder / "extract"), str(folder / "out")]
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            peak = max(peak, _held(process.pid))
            time.sleep(_SAMPLE_SECONDS)
        assert process.stdout is not None
        found: dict[str, Any] = json.loads(process.stdout.read())
    return found | {"memory": peak}


def _held(pid: int) -> int:
    """Kilobytes of a process and those that it started, each page divided by how many map it (Pss)."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        own = next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
        return own + sum(_held(child) for child in children_of(pid))
    except (OSError, StopIteration):  # it has just ended
        return 0


if __name__ == "__main__":
    main()
