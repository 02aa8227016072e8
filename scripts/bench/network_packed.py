"""Four validators, every relay busy: sixteen batches to a transaction, by `anchorMany`."""

from scripts.bench.report import report
from scripts.network.rates import asked_seconds, sustained

PACKED = 16

if __name__ == "__main__":
    rate = sustained(asked_seconds(), packed=PACKED)
    print(rate.line)
    report("network_packed", rate.a_second * PACKED)
