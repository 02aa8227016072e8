"""One record, one client: from the submission until it is anchored and indexed; the median."""

import time
from statistics import median

from scripts.bench.anchoring import Client, Options, prepare, running
from scripts.bench.report import report

RECORDS = 200
WARM_UP = 20

if __name__ == "__main__":
    milliseconds = []
    with running(Options()) as url:
        client = Client(url)
        for prepared in prepare(RECORDS + WARM_UP, 1):
            started = time.perf_counter()
            client.submit(prepared)
            client.wait_until_anchored(prepared)
            milliseconds.append((time.perf_counter() - started) * 1_000)
    report("latency_single", median(milliseconds[WARM_UP:]))
