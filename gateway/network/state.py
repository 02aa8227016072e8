"""Head, indexer's lag, what waits in the outbox, and the members: all read, nothing decided."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from contracts.errors import TegataError
from contracts.genesis import GenesisMember
from contracts.ids import hex0x
from contracts.roles import roles_in
from gateway.ledger import Head
from gateway.services import Services
from gateway.store.tables.chain import anchored_batches, blocks, members
from gateway.store.tables.outbox import outbox
from gateway.store.tables.records import records


@dataclass(frozen=True)
class MemberState:
    """A member as the ledger has it, with the names that the genesis file gives it."""

    number: int
    name: str | None
    name_local: str | None
    country: str
    roles: tuple[str, ...]
    active: bool


@dataclass(frozen=True)
class NetworkState:
    """What the network page shows. `head` is None while the node does not answer, and `trouble` says why."""

    network_id: str
    chain_id: int
    head: Head | None
    trouble: str | None
    indexed: int | None
    """The last block in the tables; None before the first."""
    waiting: int
    sent: int
    failed: int
    batches: int
    records: int
    members: tuple[MemberState, ...]

    @property
    def lag(self) -> int | None:
        """How many blocks the tables are behind the ledger; None while that is not known."""
        if self.head is None:
            return None
        return self.head.height - (-1 if self.indexed is None else self.indexed)

    def to_json(self) -> dict[str, Any]:
        """The state as the API gives it."""
        head = self.head
        return {
            "network_id": self.network_id,
            "chain_id": self.chain_id,
            "head": None
            if head is None
            else {"block": head.height, "hash": hex0x(head.hash), "time": head.time},
            "trouble": self.trouble,
            "indexer": {"block": self.indexed, "lag": self.lag},
            "outbox": {"waiting": self.waiting, "sent": self.sent, "failed": self.failed},
            "batches": self.batches,
            "records": self.records,
            "members": [member.__dict__ for member in self.members],
        }


def network_state(services: Services) -> NetworkState:
    """The state now."""
    genesis = services.settings.genesis
    head, trouble = _head(services)
    with services.store.read() as connection:
        queued = _outbox(connection)
        return NetworkState(
            network_id=hex0x(genesis.network_id),
            chain_id=genesis.chain_id,
            head=head,
            trouble=trouble,
            indexed=connection.scalar(select(func.max(blocks.c.height))),
            waiting=queued.get("waiting", 0),
            sent=queued.get("sent", 0),
            failed=queued.get("failed", 0),
            batches=connection.scalar(select(func.count()).select_from(anchored_batches)) or 0,
            records=connection.scalar(select(func.count()).select_from(records)) or 0,
            members=tuple(_members(connection, services.settings.directory)),
        )


def _head(services: Services) -> tuple[Head | None, str | None]:
    try:
        return services.ledger.head(), None
    except TegataError as error:
        return None, error.message


def _outbox(connection: Connection) -> dict[str, int]:
    query = select(outbox.c.state, func.count()).where(outbox.c.state != "done").group_by(outbox.c.state)
    return {str(row[0]): int(row[1]) for row in connection.execute(query)}


def _members(connection: Connection, directory: dict[int, GenesisMember]) -> list[MemberState]:
    found = []
    for row in connection.execute(select(members).order_by(members.c.number)):
        entry = directory.get(row.number)
        found.append(
            MemberState(
                number=row.number,
                name=None if entry is None else entry.name,
                name_local=None if entry is None else entry.name_local,
                country=row.country,
                roles=tuple(role.name.lower() for role in roles_in(row.roles)),
                active=row.active,
            )
        )
    return found
