"""Batches that are verified in another process: the same answers, the same errors."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.gateway.network import invoice, prepare
from tests.gateway.world import World, anchored

A_GATEWAYS_POOL = """
import multiprocessing, os, threading
from concurrent.futures import ProcessPoolExecutor
from gateway.worker_processes import begin
pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), begin)
print(pool.submit(os.getpid).result(), flush=True)
threading.Event().wait()
"""


def test_a_worker_verifies_and_its_errors_come_back_whole(world: World) -> None:
    with world.gateway(verify_workers=1, verify_in_workers_from=0) as client:
        anchored(client, prepare([invoice("INV-1"), invoice("INV-2")]))
        bad = prepare([invoice("INV-3"), invoice("INV-4")])
        bad.records[1] = {**bad.records[1], "record": {**invoice("INV-4"), "grade": "hearsay"}}
        problem = client.post("/v1/submissions", json=bad.document).json()
    assert problem["code"] == "batch.records_refused"
    assert [(entry["position"], entry["found"]) for entry in problem["records"]] == [(1, "hearsay")]


@pytest.mark.crash
def test_workers_end_with_a_gateway_that_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", A_GATEWAYS_POOL], stdout=subprocess.PIPE, text=True
    ) as killed:
        assert killed.stdout is not None
        worker = int(killed.stdout.readline())
        assert running(worker)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    until = time.monotonic() + 30
    while running(worker):
        assert time.monotonic() < until, "the worker outlived its gateway"
        time.sleep(0.05)


def running(process: int) -> bool:
    """Whether a process is there and not only waiting to be reaped."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2]
    except OSError:
        return False
    return not state.startswith("Z")
