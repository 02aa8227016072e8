"""The latest statement of a key, for bundles, and whom it names, for pages."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from contracts import slots
from contracts.addresses import CONSORTIUM
from contracts.ids import UnixTime
from contracts.proofs import BoundStatement
from contracts.proofs.identity import (
    IdentityRefused,
    Named,
    judge_under,
    read_statement,
    root_identifier,
)
from gateway.services import Services
from gateway.store.tables.identities import identity_statements


class IdentityShelf:
    """The latest statement of each key that is asked for, read once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[bytes, BoundStatement | None] = {}

    def of(self, address: bytes) -> BoundStatement | None:
        """The statement about the key `address`; None where none was filed."""
        if address not in self._known:
            row = _latest(self._connection, address)
            self._known[address] = (
                None if row is None else BoundStatement(row.position, read_statement(row.statement))
            )
        return self._known[address]


@dataclass(frozen=True, slots=True)
class NamedKey:
    """Whom a key's statement names, and when it was bound (seconds)."""

    named: Named
    bound_at: UnixTime


def named_key(connection: Connection, services: Services, address: bytes) -> NamedKey | None:
    """Whom the latest statement of `address` names under the roots that the members chose; None for nobody.

    Raises LedgerUnavailable.
    """
    row = _latest(connection, address)
    if row is None:
        return None
    statement, bound_at = read_statement(row.statement), UnixTime(row.bound_at)
    slot = slots.identifier_slot(root_identifier(statement.root))
    root = slots.decode_identifier(services.ledger.storage(CONSORTIUM, slot))
    chosen = root is not None and root.holds_at(bound_at)
    try:
        return NamedKey(judge_under(statement, bound_at, chosen), bound_at)
    except IdentityRefused:
        return None


def _latest(connection: Connection, address: bytes) -> Any:
    table = identity_statements
    query = select(table).where(table.c.address == address).order_by(table.c.position.desc()).limit(1)
    return connection.execute(query).one_or_none()
