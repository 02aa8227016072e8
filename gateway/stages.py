"""The stages of a gateway, in the order in which work flows through them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gateway import indexer, outbox
from gateway.cases.stage import make_stage as make_cases
from gateway.consignments.stage import make_stage as make_consignments
from gateway.outcomes.stage import make_stage as make_outcomes
from gateway.reconciliation.stage import make_stage as make_reconciliation
from gateway.services import Services
from gateway.stage import Stage
from gateway.utilisation.stage import make_stage as make_utilisation

MakeStage = Callable[[Services], Stage]

STAGES: tuple[MakeStage, ...] = (
    outbox.make_stage,
    indexer.make_stage,
    make_consignments,
    make_reconciliation,
    make_utilisation,
    make_cases,
    make_outcomes,
)
"""What makes each stage; a part's `stage.py` has one, named `make_stage`."""


@contextmanager
def running_stages(services: Services, makers: tuple[MakeStage, ...] = STAGES) -> Iterator[list[Stage]]:
    """Starts the stages that `makers` make, and stops them in reverse order at the end."""
    stages = [make(services) for make in makers]
    for stage in stages:
        stage.start()
    store = services.store

    def ring() -> None:
        store.heads_bell.ring()
        store.outbox_bell.ring()

    unwatch = services.ledger.transport.watch(ring)
    try:
        yield stages
    finally:
        unwatch()
        for stage in reversed(stages):
            stage.stop()
