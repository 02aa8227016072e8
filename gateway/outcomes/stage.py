"""The stage of reversals: an outcome that was reversed is superseded on the ledger once both are anchored."""

import json
from typing import Any

from sqlalchemy import Connection, select, update

from contracts.acts import Reason, Supersede, digest, sign
from contracts.errors import TegataError
from contracts.ids import BatchRoot, UnixTime, hex0x
from gateway.errors import LedgerUnavailable
from gateway.intake.status_acts import submit_act
from gateway.services import Services
from gateway.stage import Stage
from gateway.store.tables.outcomes import outcomes
from gateway.store.tables.records import records

VALID_SECONDS = 30 * 24 * 3600
"""From the decision on: the act is the same whenever it is made, so a crash asks for nothing twice."""

AT_ONCE = 50


def make_stage(services: Services) -> Stage:
    """The stage's thread."""
    return Stage("outcomes", lambda: supersede_reversed(services), services.store.events_bell, every=2.0)


def supersede_reversed(services: Services) -> bool:
    """Asks for the supersession of outcomes that were reversed; True if there may be more at once."""
    if services.settings.debit_key is None:
        return False
    before, after = records.alias("before"), records.alias("after")
    query = (
        select(
            outcomes.c.no,
            outcomes.c.at,
            before.c.record_id.label("target"),
            before.c.root,
            after.c.record_id.label("successor"),
            after.c.root.label("successor_root"),
        )
        .join(before, before.c.record_id == outcomes.c.reverses)
        .join(after, after.c.record_id == outcomes.c.record_id)
        .where(outcomes.c.superseding.is_(None))
        .limit(AT_ONCE)
    )
    with services.store.read() as connection:
        rows = connection.execute(query).all()
    for row in rows:
        _supersede(services, row)
    return len(rows) == AT_ONCE


def _supersede(services: Services, row: Any) -> None:
    key = services.settings.debit_key
    assert key is not None
    act = Supersede(
        services.settings.member,
        BatchRoot(row.root),
        row.target,
        BatchRoot(row.successor_root),
        row.successor,
        Reason.DATA_CORRECTED,
        UnixTime(row.at + VALID_SECONDS),
    )
    fields = {
        name: hex0x(value) if isinstance(value, bytes) else int(value) for name, value in vars(act).items()
    }
    signature = sign(act, services.ledger.domain, key.get_secret_value())
    document = {"type": "supersede", "act": fields, "signature": hex0x(signature)}
    try:
        submit_act(services, json.dumps(document).encode())
    except LedgerUnavailable:
        raise
    except TegataError:
        pass  # it ended otherwise: by hand, or with its batch; the later outcome counts in any case
    subject = digest(act, services.ledger.domain)

    def change(connection: Connection) -> None:
        connection.execute(update(outcomes).where(outcomes.c.no == row.no).values(superseding=subject))

    services.store.write(change)
