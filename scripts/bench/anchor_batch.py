"""Submit, make durable, anchor and index batches of 1,000 records: node and gateway in one process."""

from scripts.bench.anchoring import Options, anchored_in, prepare, running
from scripts.bench.report import report

BATCHES = 40
SIZE = 1_000
WARM_UP = 3
CLIENTS = 4


def measure(name: str, options: Options) -> None:
    """Report the rate under `name`."""
    batches = prepare(BATCHES + WARM_UP, SIZE)
    with running(options) as url:
        anchored_in(url, batches[:WARM_UP], CLIENTS)
        seconds = anchored_in(url, batches[WARM_UP:], CLIENTS)
    report(name, BATCHES * SIZE / seconds)


if __name__ == "__main__":
    measure("anchor_batch", Options())
