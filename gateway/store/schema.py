"""The whole schema: importing this module has imported every table."""

from gateway.store.metadata import metadata
from gateway.store.projections import tables as projections
from gateway.store.tables import (
    access,
    cases,
    chain,
    consignments,
    declarations,
    events,
    findings,
    identities,
    outbox,
    outcomes,
    provenance,
    records,
    utilisation,
    workload,
)

__all__ = [
    "access",
    "cases",
    "chain",
    "consignments",
    "declarations",
    "events",
    "findings",
    "identities",
    "metadata",
    "outbox",
    "outcomes",
    "projections",
    "provenance",
    "records",
    "utilisation",
    "workload",
]
