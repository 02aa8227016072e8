"""The reconciliation stage: what the feed touched is reconciled anew, as of the last block indexed.

It is the only writer of findings and results. Results, findings, the feed and the cursor are one
transaction: a crash costs the piece at hand, and doing it again gives the same bytes.
"""

from functools import partial

from sqlalchemy import Connection

from contracts.ids import UnixTime
from gateway.clock import Randomness, system_randomness
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
        lambda: reconcile_touched(services.store, services.signer, services.now(), services.random),
        services.store.events_bell,
    )


def reconcile_touched(
    store: Store, signer: GatewaySigner, now: UnixTime, random: Randomness = system_randomness
) -> bool:
    """Reconciles what the next events of the feed touched; True if there may be more."""
    from gateway.reconciliation.drawing import draws_of
    from gateway.reconciliation.engine import reconcile
    from gateway.reconciliation.loading import height_of, load
    from gateway.reconciliation.notifying import notify
    from gateway.reconciliation.ranking import rankings
    from gateway.reconciliation.reopening import causes_of, reopen
    from gateway.reconciliation.rule_sets import keep
    from gateway.reconciliation.selection import draw_lots
    from gateway.reconciliation.switching import office_of, rule_set_for
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
        ruled = {name: rule_set_for(connection, office_of(connection, name)) for name in loaded}
        outcomes = [
            signed(name, reconcile(trade, [name], block_height=height, rule_set=ruled[name]), signer)
            for name, trade in loaded.items()
        ]
        ranks = {
            one.declaration: rankings(connection, loaded[one.declaration], one.result.findings)
            for one in outcomes
        }

    def change(connection: Connection) -> None:
        for outcome in outcomes:
            name = outcome.declaration
            keep(connection, ruled[name], now)
            changed = write(connection, outcome, now, ranks[name])
            reopen(connection, name, changed, causes.get(name), now)
            notify(connection, loaded[name], name, outcome.result, now)
            want(connection, name, drawn[name], now)
        draw_lots(connection, loaded, now, random)
        move_cursor(connection, NAME, happened[-1].no)

    reached("reconciliation.before_commit")
    store.write(change, store.events_bell)
    reached("reconciliation.after_commit")
    return True
