"""The reconciliation stage: what the feed touched is reconciled anew, as of the last block indexed.

It is the only writer of findings and results. Results, findings, the feed and the cursor are one
transaction: a crash costs the piece at hand, and doing it again gives the same bytes.
"""

from functools import partial

from sqlalchemy import Connection

from contracts.ids import UnixTime
from gateway.crash_points import reached
from gateway.services import Services
from gateway.signing import GatewaySigner
from gateway.stage import Stage
from gateway.store import Store
from gateway.store.draws import lineage_of, want
from gateway.store.events import cursor_of, events_after, move_cursor

NAME = "reconciliation"
EVENTS_AT_ONCE = 100


def make_stage(services: Services) -> Stage:
    """The stage's thread."""
    return Stage(
        NAME,
        lambda: reconcile_touched(services.store, services.signer, services.now()),
        services.store.events_bell,
    )


def reconcile_touched(store: Store, signer: GatewaySigner, now: UnixTime) -> bool:
    """Reconciles what the next events of the feed touched; True if there may be more."""
    from gateway.reconciliation.drawing import draws_of
    from gateway.reconciliation.engine import reconcile
    from gateway.reconciliation.loading import height_of, load
    from gateway.reconciliation.reopening import causes_of, reopen
    from gateway.reconciliation.switching import office_of, switched_off
    from gateway.reconciliation.touched import TOPICS, touched_by
    from gateway.reconciliation.writing import signed, write

    with store.read() as connection:
        cursor = cursor_of(connection, NAME)
        happened = events_after(connection, cursor, topics=TOPICS, limit=EVENTS_AT_ONCE)
        if not happened:
            return False
        height = height_of(connection)
        loaded = {name: load(connection, name) for name in touched_by(connection, happened)}
        causes = causes_of(connection, happened, list(loaded))
        lineage = partial(lineage_of, connection)
        drawn = {name: draws_of(trade, name, lineage) for name, trade in loaded.items()}
        outcomes = [
            signed(
                name,
                reconcile(
                    trade,
                    [name],
                    block_height=height,
                    off=switched_off(connection, office_of(connection, name)),
                ),
                signer,
            )
            for name, trade in loaded.items()
        ]

    def change(connection: Connection) -> None:
        for outcome in outcomes:
            name = outcome.declaration
            reopen(connection, name, write(connection, outcome, now), causes.get(name), now)
            want(connection, name, drawn[name], now)
        move_cursor(connection, NAME, happened[-1].no)

    reached("reconciliation.before_commit")
    store.write(change, store.events_bell)
    reached("reconciliation.after_commit")
    return True
