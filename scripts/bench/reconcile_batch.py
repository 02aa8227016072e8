"""[reconcile_batch] a million declarations of three lines beside three million records, from Parquet.

The clock, the processor's time beside it (the clock says little on a shared machine), and the peak of memory
of all its processes together, a page that several map counted once; then the growth from ten thousand
declarations on. BATCH_SIZES=10000,100000 leaves the million out; BATCH_SOURCE=postgresql reads from a
gateway's database instead, on a server of its own, whose processor time and memory count too.
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

from scripts.bench.postgresql import new_database, server
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
from gateway.reconciliation.batch.reconciling import reconcile_database
from gateway.reconciliation.batch.running import run
from gateway.signing import GatewaySigner
def used(of):
    told = resource.getrusage(of)
    return told.ru_utime + told.ru_stime
own, children = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
start, spent = time.perf_counter(), used(own)
source, out = sys.argv[1], Path(sys.argv[2])
signer = GatewaySigner(bytes(31) + bytes([7]))
if ":" in source:
    summary = reconcile_database(source, out, signer, lambda doing, share: None)
else:
    summary = run(Extract(Path(source)), out, block_height=1, signer=signer)
print(json.dumps({
    "clock": time.perf_counter() - start, "cpu": used(own) - spent + used(children),
    "declarations": summary.declarations, "findings": summary.findings, "looked_at": summary.looked_at,
}))
"""


def main() -> None:
    """Measure every size, report the largest."""
    from scripts.bench.batch_trade import write_extract

    sizes = [int(size) for size in os.environ.get("BATCH_SIZES", "").split(",") if size] or SIZES
    source = os.environ.get("BATCH_SOURCE", "parquet")
    measured: dict[str, Any] = {}
    for size in sizes:
        folder = Path(tempfile.mkdtemp(prefix="tegata-batch-"))
        try:
            write_extract(folder / "extract", size)
            measured = (
                _from_postgresql(folder)
                if source == "postgresql"
                else _measured(folder, str(folder / "extract"))
            )
        finally:
            shutil.rmtree(folder)
        print(_line(measured), flush=True)
    report(f"reconcile_batch_{source}", measured["clock"])
    report("reconcile_batch_memory", measured["memory"] / _GIB)


def _from_postgresql(folder: Path) -> dict[str, Any]:
    from scripts.bench.batch_database import fill_database

    with server() as place:
        url = new_database(place)
        fill_database(folder / "extract", url)
        postmaster = int((place / "data" / "postmaster.pid").read_text().split()[0])
        before = _spent(postmaster)
        measured = _measured(folder, url, postmaster)
        return measured | {"cpu": measured["cpu"] + _spent(postmaster) - before}


def _spent(pid: int) -> float:
    """Seconds of processor time of a process, and of those that it started and that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _line(measured: dict[str, Any]) -> str:
    times = f"{measured['clock']:7.2f} s by the clock, {measured['cpu']:7.2f} s of processor time"
    found = f"{measured['findings']:,} findings, {measured['looked_at']:,} looked at row by row"
    memory = f"{measured['memory'] / _GIB:.2f} GiB"
    return f"  {measured['declarations']:>9,} declarations: {times}, {memory}; {found}"


def _measured(folder: Path, source: str, *others: int) -> dict[str, Any]:
    """What a run from `source` takes, the memory of `others` and their children counted too."""
    command = [sys.executable, "-c", _CHILD, source, str(folder / "out")]
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_held, (process.pid, *others))))
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
