"""What the ledger proves of an archive at its block: bundles of records, and the state of the rest."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from contracts import slots
from contracts.addresses import CONSORTIUM
from contracts.batches import BatchTree
from contracts.ids import MemberId, hex0x
from contracts.proofs import Trust, assemble, proof_requests
from contracts.proofs.ledger_state import assemble_state, line_words, state_requests
from contracts.slots import Service
from gateway.access import readable
from gateway.archive.visible import Reader, rows_seen
from gateway.identities import IdentityShelf
from gateway.ledger.evidence import LastBlock, block_evidence
from gateway.network.trust import trust_of
from gateway.records.bundles import evidence_of, tree_of
from gateway.services import Services
from gateway.store.tables.chain import (
    anchored_batches,
    identifiers,
    keys,
    members,
    service_keys,
    status_changes,
)
from gateway.store.tables.records import payloads, records, submissions
from gateway.store.tables.utilisation import debits, opened_lines

PART = 1_000
"""Records in one file, and in its bundle."""

SLOTS = 2_000
"""Slots in one file of the ledger's state."""

Words = list[tuple[str, int]]


@dataclass(frozen=True)
class Part:
    """Some records: their file, their bundle, their ids."""

    records: bytes
    bundle: bytes
    ids: list[bytes]


def parts_of(connection: Connection, services: Services, reader: Reader, block: LastBlock) -> Iterator[Part]:
    """The records that `reader` may read, `PART` at a time, in the order of their numbers."""
    trust = trust_of(services)
    trees: dict[int, BatchTree] = {}
    shelf = IdentityShelf(connection)
    after = 0
    while rows := _rows(connection, reader, after):
        after = rows[-1].number
        for number in {row.no for row in rows} - trees.keys():
            trees[number] = tree_of(connection, number)
        yield _part(services, trust, block, rows, trees, shelf)
        last = rows[-1].no
        trees = {last: trees[last]}


def _rows(connection: Connection, reader: Reader, after: int) -> Sequence[Any]:
    query = (
        select(
            submissions,
            payloads.c.seed,
            payloads.c.body,
            records.c.record_id,
            records.c.position,
            records.c.no.label("number"),
        )
        .join(payloads, payloads.c.submission_no == submissions.c.no)
        .join(records, records.c.no == payloads.c.no)
        .where(records.c.no > after, readable(reader.principal))
        .order_by(records.c.no)
        .limit(PART)
    )
    return connection.execute(query).all()


def _part(
    services: Services,
    trust: Trust,
    block: LastBlock,
    rows: Sequence[Any],
    trees: dict[int, BatchTree],
    identities: IdentityShelf,
) -> Part:
    evidence = [evidence_of(row, row.position, trees[row.no], services, identities) for row in rows]
    proved = block_evidence(services.ledger, block, proof_requests(evidence, trust))
    bundle = json.dumps(assemble(evidence, proved, trust).to_json(), ensure_ascii=False)
    lines = b"".join(map(_line, rows))
    return Part(lines, bundle.encode(), [row.record_id for row in rows])


def _line(row: Any) -> bytes:
    """A record as a line of NDJSON: its number here, its id, its seed, and the record as it was handed in."""
    body: bytes = row.body
    head = f'{{"no":{row.number},"id":"{hex0x(row.record_id)}","kind":{row.kind},"seed":"{hex0x(row.seed)}"'
    return head.encode() + b',"record":' + body + b"}\n"


def states_of(
    connection: Connection, services: Services, reader: Reader, block: LastBlock
) -> Iterator[bytes]:
    """The evidence of every row of the ledger's tables that `reader` sees, some slots at a time."""
    trust = trust_of(services)
    words = words_of(connection, services, reader, block)
    for start in range(0, len(words), SLOTS):
        some = words[start : start + SLOTS]
        proved = block_evidence(services.ledger, block, state_requests(some, trust))
        yield json.dumps(assemble_state(some, proved, trust).to_json()).encode()


def words_of(connection: Connection, services: Services, reader: Reader, block: LastBlock) -> Words:
    """The slots that the rows of the ledger's tables were read from."""

    def seen(table: Any) -> Sequence[Any]:
        return connection.execute(rows_seen(table, reader)).all()

    words: Words = []
    numbers = [MemberId(row.number) for row in seen(members)]
    for number in numbers:
        words += [("Consortium", slots.member_slot(number)), ("Consortium", slots.name_slot(number))]
    words += [("Consortium", slots.key_slot(row.address)) for row in seen(keys)]
    words += [("Consortium", slots.identifier_slot(row.identifier)) for row in seen(identifiers)]
    if seen(service_keys):
        words += _service_words(services, numbers, block)
    words += [("Registry", slots.batch_slot(row.member, row.root)) for row in seen(anchored_batches)]
    for row in seen(status_changes):
        words.append(("Status", slots.status_slot(row.member, row.target)))
        words.append(("Status", slots.successor_slot(row.member, row.target)))
    drawn = {(row.lineage, row.line) for row in [*seen(opened_lines), *seen(debits)]}
    for lineage, line in sorted(drawn):
        words += line_words(lineage, line)
    words += [("Utilisation", slots.debit_slot(row.lineage, row.line, row.d)) for row in seen(debits)]
    return words


def _service_words(services: Services, numbers: Sequence[MemberId], block: LastBlock) -> Words:
    words: Words = []
    for number in numbers:
        for service in Service:
            counted = slots.service_key_count_slot(number, service)
            words.append(("Consortium", counted))
            for index in range(services.ledger.storage(CONSORTIUM, counted, block.height)):
                slot = slots.service_key_slot(number, service, index)
                words += [("Consortium", slot), ("Consortium", slot + 1)]
    return words
