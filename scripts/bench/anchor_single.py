"""Single records, each in a transaction of its own: node and gateway in one process."""

from scripts.bench.anchoring import Options, anchored_in, prepare, running
from scripts.bench.report import report

RECORDS = 600
WARM_UP = 50
CLIENTS = 16

if __name__ == "__main__":
    singles = prepare(RECORDS + WARM_UP, 1)
    with running(Options(outbox_pack=1, outbox_window=32)) as url:
        anchored_in(url, singles[:WARM_UP], CLIENTS)
        seconds = anchored_in(url, singles[WARM_UP:], CLIENTS)
    report("anchor_single", RECORDS / seconds)
