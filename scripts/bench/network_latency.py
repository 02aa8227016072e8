"""Four idle validators, one client, one transaction at a time: from submission to its receipt; the median."""

import time
from statistics import median

from scripts.bench.report import report
from scripts.network.anchors import relays_of
from scripts.network.rates import VALIDATORS
from scripts.network.running import network

TRANSACTIONS = 40
WARM_UP = 5
IDLE_SECONDS = 0.5
"""Between two, so that the block of proof is over."""

_POLL_SECONDS = 0.005

if __name__ == "__main__":
    milliseconds = []
    with network(VALIDATORS) as (genesis, nodes):
        relay = relays_of(genesis, nodes)[0]
        for _ in range(TRANSACTIONS + WARM_UP):
            started = time.perf_counter()
            relay.send(1)
            while relay.landed() < relay.sent:
                time.sleep(_POLL_SECONDS)
            milliseconds.append((time.perf_counter() - started) * 1_000)
            time.sleep(IDLE_SECONDS)
    report("network_latency", median(milliseconds[WARM_UP:]))
