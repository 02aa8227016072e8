"""Records and what the ledger proves of them, as the files of an archive: computed, never asked for.

Many records are made ready in processes of their own, one for each core: they hash every field, and the
gateway's process goes on serving.
"""

import json
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from contracts.commitment import commit
from contracts.ids import RecordId, hex0x
from contracts.proofs import BlockEvidence, RecordEvidence, SignedBatch, Trust, assemble
from contracts.records import parse_record
from gateway.worker_processes import begin

ALONE = 3
"""Parts up to which a process of its own is not worth its start."""


@dataclass(frozen=True)
class Kept:
    """A record as the store has it, and where it stands in its batch."""

    no: int
    id: RecordId
    body: bytes
    seed: bytes
    signed: SignedBatch
    position: int
    path: tuple[bytes, ...]
    member_name: str | None


@dataclass(frozen=True)
class Material:
    """What a part is made of: records, and the ledger's answers about them."""

    kept: Sequence[Kept]
    proved: BlockEvidence


@dataclass(frozen=True)
class Part:
    """Some records: their file, their bundle, their ids."""

    records: bytes
    bundle: bytes
    ids: list[bytes]


def bundled(materials: Iterable[Material], count: int, trust: Trust) -> Iterator[Part]:
    """The parts of `materials`, `count` of them, in their order."""
    processes = min(count, len(os.sched_getaffinity(0)))
    if count <= ALONE or processes < 2:  # one process beside this one would gain nothing
        yield from (_part(material, trust) for material in materials)
        return
    with ProcessPoolExecutor(processes, get_context("spawn"), begin) as pool:
        waiting: deque[Future[Part]] = deque()
        try:
            for material in materials:
                waiting.append(pool.submit(_part, material, trust))
                if len(waiting) > processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _part(material: Material, trust: Trust) -> Part:
    evidence = [_evidence(one) for one in material.kept]
    bundle = json.dumps(assemble(evidence, material.proved, trust).to_json(), ensure_ascii=False)
    lines = b"".join(map(_line, material.kept))
    return Part(lines, bundle.encode(), [one.id for one in material.kept])


def _evidence(kept: Kept) -> RecordEvidence:
    batch, signature, identity = kept.signed
    return RecordEvidence(
        commitment=commit(parse_record(batch.kind, kept.body), kept.seed),
        batch=batch,
        signature=signature,
        index=kept.position,
        path=kept.path,
        member_name=kept.member_name,
        identity=identity,
    )


def _line(kept: Kept) -> bytes:
    """A record as a line of NDJSON: its number here, its id, its seed, and the record as it was handed in."""
    told = f'{{"no":{kept.no},"id":"{hex0x(kept.id)}","kind":{kept.signed.batch.kind}'
    return told.encode() + f',"seed":"{hex0x(kept.seed)}","record":'.encode() + kept.body + b"}\n"
