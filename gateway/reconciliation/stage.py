"""The reconciliation stage: what the feed touched is reconciled anew, as of the last block indexed.

It is the only writer of findings and results. Results, findings, the feed and the cursor are one
transaction: a crash costs the piece at hand, and doing it again gives the same bytes.
"""

from contracts.ids import UnixTime
from gateway.clock import Randomness, system_randomness
from gateway.crash_points import reached
from gateway.services import Services
from gateway.signing import GatewaySigner
from gateway.stage import Stage
from gateway.store import Store
from gateway.store.hidden_lines import Hide, hiding, keep_all_hidden

NAME = "reconciliation"


def make_stage(services: Services) -> Stage:
    """The stage's thread."""
    hide = hiding(services.settings.debit_secret)
    if hide is not None:
        services.store.write(lambda connection: keep_all_hidden(connection, hide))
    return Stage(
        NAME,
        lambda: reconcile_touched(services.store, services.signer, services.now(), services.random, hide),
        services.store.events_bell,
    )


def reconcile_touched(
    store: Store,
    signer: GatewaySigner,
    now: UnixTime,
    random: Randomness = system_randomness,
    hide: Hide | None = None,
) -> bool:
    """Reconciles what the next events of the feed touched; True if there may be more.

    `hide` makes `d` of this administration's lines, which tells its own debits from those of others.
    """
    from gateway.reconciliation.rounds import judge, settle

    with store.read() as connection:
        made = judge(connection, NAME, signer, hide)
    if made is None:
        return False
    reached("reconciliation.before_commit")
    store.write(lambda connection: settle(connection, NAME, made, now, random), store.events_bell)
    reached("reconciliation.after_commit")
    return True
