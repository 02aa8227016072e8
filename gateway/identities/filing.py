"""Taking a statement in: only one that the ledger has the hash of, so nobody fills the table at will."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from contracts import calls, slots
from contracts.addresses import CONSORTIUM
from contracts.ids import UnixTime, hex0x
from contracts.proofs import IdentityStatement
from contracts.proofs.identity import read_statement
from contracts.slots import FOREVER
from gateway.errors import RequestInvalid
from gateway.ledger import Ledger
from gateway.services import Services
from gateway.store.tables.identities import identity_statements


@dataclass(frozen=True, slots=True)
class Filed:
    """A statement, its place among its key's on the ledger, and when it was bound."""

    statement: IdentityStatement
    position: int
    bound_at: UnixTime

    def to_json(self) -> dict[str, Any]:
        """What the API tells of it."""
        return {
            "member": self.statement.member,
            "key": hex0x(self.statement.key),
            "name": self.statement.name,
            "digest": hex0x(self.statement.digest),
            "index": self.position,
            "bound_at": self.bound_at,
        }


def file_statement(services: Services, data: bytes) -> Filed:
    """Keep the statement in `data`; the same again changes nothing.

    Raises EvidenceRefused for what is no statement, RequestInvalid for one that the ledger does not have,
    LedgerUnavailable.
    """
    statement = read_statement(data)
    filed = _found(services.ledger, statement)
    if filed is None or statement.network_id != services.ledger.domain.network_id:
        raise RequestInvalid(
            "body",
            expected="a statement whose hash is bound to its key on this ledger",
            found=f"one with the hash {hex0x(statement.digest)}, which is not",
            remedy="Bind it first: tegata consortium identity bind.",
        )
    services.store.write(lambda connection: _keep(connection, filed, data, services.now()))
    return filed


def _found(ledger: Ledger, statement: IdentityStatement) -> Filed | None:
    """Where the ledger has it: the latest place, if it was bound more than once."""
    count = int.from_bytes(ledger.call(CONSORTIUM, calls.identity_count(statement.key)), "big")
    for position in reversed(range(count)):
        slot = slots.identity_slot(statement.key, position)
        if ledger.storage(CONSORTIUM, slot) == int.from_bytes(statement.digest, "big"):
            bound_at = ledger.storage(CONSORTIUM, slot + 1) & FOREVER
            return Filed(statement, position, UnixTime(bound_at))
    return None


def _keep(connection: Connection, filed: Filed, data: bytes, now: UnixTime) -> None:
    table, statement = identity_statements, filed.statement
    known = select(table.c.no).where(table.c.address == statement.key, table.c.position == filed.position)
    if connection.scalar(known) is None:
        connection.execute(
            insert(table).values(
                address=statement.key,
                position=filed.position,
                member=statement.member,
                statement=data,
                bound_at=filed.bound_at,
                filed_at=now,
            )
        )
