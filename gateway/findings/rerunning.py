"""A declaration reconciled under any rule set that was used here, beside what was found then; nothing is
kept of it.
"""

import hashlib
from typing import Any

from sqlalchemy import Connection, select

from contracts.ids import hex0x
from gateway.errors import NotFound
from gateway.reconciliation.engine import reconcile
from gateway.reconciliation.loading import height_of, load
from gateway.reconciliation.rule_sets import kept
from gateway.store.tables.declarations import declaration_versions
from gateway.store.tables.findings import reconciliations


def run_again(connection: Connection, declaration: str, version: str) -> dict[str, Any]:
    """The findings of `declaration` as it stands, under the rule set of `version`.

    `same_code` says whether the comparisons are still the ones of that version; `same_result`, whether the
    bytes are those that were signed under it, None where none were. NotFound for what is not known here.
    """
    known = select(declaration_versions.c.no).where(declaration_versions.c.declaration == declaration)
    if connection.scalar(known.limit(1)) is None:
        raise NotFound.of(declaration, "a declaration")
    rule_set = kept(connection, version)
    if rule_set is None:
        raise NotFound.of(version, "a version of the rule set that was used here")
    trade = load(connection, declaration)
    result = reconcile(trade, [declaration], block_height=height_of(connection), rule_set=rule_set)
    digest = hashlib.sha256(result.canonical).digest()
    signed = _signed(connection, declaration, version)
    return {
        "declaration": declaration,
        "rule_set": version,
        "same_code": rule_set.same_code,
        "same_result": None if signed is None else signed == digest,
        "sha256": hex0x(digest),
        "block_height": result.block_height,
        "findings": list(result.findings),
        "not_assessable": list(result.not_assessable),
    }


def _signed(connection: Connection, declaration: str, version: str) -> bytes | None:
    """The hash of the last result that was signed for the declaration under that version."""
    table = reconciliations
    query = select(table.c.sha256).where(table.c.declaration == declaration, table.c.rule_set == version)
    return connection.scalar(query.order_by(table.c.no.desc()).limit(1))
