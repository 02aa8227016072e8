"""[reconcile_batch] a million declarations of three lines beside three million records, from Parquet.

The clock, the processor's time beside it (the clock says little on a shared machine), and the peak of memory:
this process's and, for each core, that of the largest it started;
then the growth from ten thousand declarations on. BATCH_SIZES=10000,100000 leaves the million out.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from scripts.bench.report import report

SIZES = (10_000, 100_000, 1_000_000)
_GIB = 1024 * 1024
"""Kilobytes, as the kernel counts a process's memory."""

_CHILD = """
import json, resource, sys, time
from pathlib import Path
from gateway.reconciliation.batch.extracts import Extract
from gateway.reconciliation.batch.processes import cores
from gateway.reconciliation.batch.running import run
def used(of):
    told = resource.getrusage(of)
    return told.ru_utime + told.ru_stime
own, children = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
start, spent = time.perf_counter(), used(own)
summary = run(Extract(Path(sys.argv[1])), Path(sys.argv[2]), block_height=1)
print(json.dumps({
    "clock": time.perf_counter() - start, "cpu": used(own) - spent + used(children),
    "memory": resource.getrusage(own).ru_maxrss + cores() * resource.getrusage(children).ru_maxrss,
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
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(told)
    return found


if __name__ == "__main__":
    main()
