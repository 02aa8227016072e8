"""One round of reconciliation: what the next events touched is judged while reading, then written at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from contracts.ids import UnixTime
from gateway.clock import Randomness
from gateway.reconciliation.debits import hidden_claims
from gateway.reconciliation.drawing import draws_of
from gateway.reconciliation.engine import reconcile
from gateway.reconciliation.loading import height_of, load
from gateway.reconciliation.notifying import notify
from gateway.reconciliation.projected import Projected
from gateway.reconciliation.ranking import Ranking, rankings
from gateway.reconciliation.reopening import Cause, causes_of, reopen
from gateway.reconciliation.rule_sets import RuleSet, keep
from gateway.reconciliation.selection import draw_lots, share_of
from gateway.reconciliation.switching import office_of, rule_set_for
from gateway.reconciliation.touched import TOPICS, touched_by
from gateway.reconciliation.writing import SignedResult, signed, write
from gateway.signing import GatewaySigner
from gateway.store.draws import Draw, lineage_of, want
from gateway.store.events import cursor_of, events_after, move_cursor
from gateway.store.hidden_lines import Hide, Line, keep_hidden

EVENTS_AT_ONCE = 100


@dataclass(frozen=True)
class Judged:
    """A declaration reconciled anew, with all that is written with it."""

    trade: Projected
    rule_set: RuleSet
    outcome: SignedResult
    ranks: dict[str, Ranking]
    draws: Sequence[Draw]
    hidden: Mapping[Line, bytes]
    cause: Cause | None


@dataclass(frozen=True)
class Round:
    """What came of the events up to number `last`."""

    last: int
    judged: Sequence[Judged]


def judge(
    connection: Connection, stage: str, signer: GatewaySigner, hide: Hide | None = None
) -> Round | None:
    """The next round of `stage`; None if nothing happened since its last one. `hide` makes `d` of lines."""
    happened = events_after(connection, cursor_of(connection, stage), topics=TOPICS, limit=EVENTS_AT_ONCE)
    if not happened:
        return None
    height = height_of(connection)
    loaded = {name: load(connection, name, hide) for name in touched_by(connection, happened)}
    causes = causes_of(connection, happened, list(loaded))
    judged = []
    for name, trade in loaded.items():
        rule_set = rule_set_for(connection, office_of(connection, name))
        outcome = signed(name, reconcile(trade, [name], block_height=height, rule_set=rule_set), signer)
        ranks = rankings(connection, trade, outcome.result.findings)
        draws = draws_of(trade, name, partial(lineage_of, connection))
        hidden = hidden_claims(trade.where("declaration_lines", "declaration", name), hide)
        judged.append(Judged(trade, rule_set, outcome, ranks, draws, hidden, causes.get(name)))
    return Round(happened[-1].no, judged)


def settle(connection: Connection, stage: str, made: Round, now: UnixTime, random: Randomness) -> None:
    """Writes a round: results, findings, what follows from them, and the cursor of `stage`."""
    for one in made.judged:
        name = one.outcome.declaration
        keep(connection, one.rule_set, now)
        changed = write(connection, one.outcome, now, one.ranks)
        reopen(connection, name, changed, one.cause, now)
        notify(connection, one.trade, name, one.outcome.result, now)
        keep_hidden(connection, one.hidden)
        want(connection, name, one.draws, now)
    names = [one.outcome.declaration for one in made.judged]
    shares = {name: share_of(connection, office_of(connection, name)) for name in names}
    draw_lots(connection, shares, now, random)
    move_cursor(connection, stage, made.last)
