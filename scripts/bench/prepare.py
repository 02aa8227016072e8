"""[prepare_sign] and [prepare_validate_sign]: what a client does before it sends, on one core.

Flatten, salt, hash and tree of every record, the tree of the batch, one signature a batch; then the same
with the validation of the JSON in front of it, record by record: what is sent is the text, so a record is
needed no longer once its id is known. Beside it stands TrustVC's wrap alone (salts and digest, no signature),
on a document of as many fields.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from time import process_time

from contracts.acts import Batch, Domain, sign
from contracts.addresses import REGISTRY
from contracts.batches import BatchTree
from contracts.commitment import commit
from contracts.ids import MemberId, NetworkId, UnixTime
from contracts.records import Kind, Record, parse_record
from contracts.scopes import scope_of
from scripts.bench.report import report
from scripts.bench.samples import FIELDS, certificate
from scripts.bench.trustvc import TRUSTVC, trustvc_rate

BATCH = 1_000
ROUNDS = 15
DOMAIN = Domain(743_001, REGISTRY, NetworkId(bytes(range(32))))
KEY = b"\x11" * 32
SEED = b"\x22" * 32


def prepare(records: Iterable[Record]) -> bytes:
    """The signature over the batch of `records`, from nothing but the records."""
    tree = BatchTree(commit(record, SEED).id for record in records)
    batch = Batch(
        tree.root,
        len(tree.ids),
        Kind.ORIGIN_CERTIFICATE.value,
        scope_of("RCEP"),
        MemberId(1),
        UnixTime(2_000_000_000),
    )
    return sign(batch, DOMAIN, KEY)


def validated(texts: Iterable[str]) -> Iterator[Record]:
    """The records that JSON `texts` hold, one by one."""
    return (parse_record(Kind.ORIGIN_CERTIFICATE, text) for text in texts)


def best_rate(work: Callable[[], object]) -> float:
    """Records in a second of a core's time, in the best of several rounds of one batch."""
    shortest = min(_timed(work) for _ in range(ROUNDS))
    return BATCH / shortest


def _timed(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def main() -> None:
    """Measure both, in one process on one core, and TrustVC in another."""
    texts = [json.dumps(certificate(number)) for number in range(BATCH)]
    records = list(validated(texts))
    fields = len(commit(records[0], SEED).fields)
    if fields != FIELDS:
        raise AssertionError(f"the sample has {fields} fields, not {FIELDS}")
    peer = trustvc_rate("wrap")
    report("prepare_sign", best_rate(lambda: prepare(records)), peer=f"{TRUSTVC} wrap", peer_value=peer)
    report(
        "prepare_validate_sign",
        best_rate(lambda: prepare(validated(texts))),
        peer=f"{TRUSTVC} wrap",
        peer_value=peer,
    )


if __name__ == "__main__":
    main()
