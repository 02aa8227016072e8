"""Four validators, every relay busy: batches of 1,000 records, a transaction each; what is executed twice."""

from scripts.bench.report import report
from scripts.network.rates import asked_seconds, sustained

RECORDS = 1_000

if __name__ == "__main__":
    rate = sustained(asked_seconds(), records=RECORDS)
    print(rate.line)
    report("network_anchor", rate.a_second)
    report("network_records", rate.a_second * RECORDS)
    report("network_executed_again", rate.executed_again)
