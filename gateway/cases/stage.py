"""The stage of cases: deliveries to the other side, and reminders."""

from gateway.cases.delivering import deliver_due
from gateway.cases.reminding import remind_due
from gateway.services import Services
from gateway.stage import Stage


def make_stage(services: Services) -> Stage:
    """The stage's thread."""
    return Stage("cases", lambda: work(services), services.store.events_bell, every=1.0)


def work(services: Services) -> bool:
    """Delivers and reminds; True if there may be more at once."""
    remind_due(services)
    return deliver_due(services)
