"""What the ledger proves of the tables of an archive at its block."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from contracts import slots
from contracts.addresses import CONSORTIUM
from contracts.ids import MemberId
from contracts.proofs.ledger_state import assemble_state, line_words, state_requests
from contracts.slots import Service
from gateway.archive.visible import Reader, rows_seen
from gateway.ledger.evidence import LastBlock, block_evidence
from gateway.network.trust import trust_of
from gateway.services import Services
from gateway.store.tables.chain import (
    anchored_batches,
    identifiers,
    keys,
    members,
    service_keys,
    status_changes,
)
from gateway.store.tables.identities import identity_statements
from gateway.store.tables.utilisation import debits, opened_lines

SLOTS = 2_000
"""Slots in one file of the ledger's state."""

Words = list[tuple[str, int]]


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
    for row in seen(identity_statements):
        slot = slots.identity_slot(row.address, row.position)
        words += [("Consortium", slot), ("Consortium", slot + 1)]
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
