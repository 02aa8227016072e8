"""Single records of 64 clients, packed into `anchorMany`: the node in a process of its own."""

from scripts.bench.anchoring import Options, anchored_in, prepare, running
from scripts.bench.report import report

RECORDS = 1_600
WARM_UP = 128
CLIENTS = 64

if __name__ == "__main__":
    singles = prepare(RECORDS + WARM_UP, 1)
    with running(Options(role="node")) as node, running(Options(node_url=node)) as url:
        anchored_in(url, singles[:WARM_UP], CLIENTS)
        seconds = anchored_in(url, singles[WARM_UP:], CLIENTS)
    report("anchor_packed", RECORDS / seconds)
