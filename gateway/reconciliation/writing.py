"""A result on disk: findings renewed, the signed result kept, the feed told; all in the transaction of the
cursor.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from contracts.ids import UnixTime
from gateway.reconciliation.ranking import Ranking
from gateway.reconciliation.result import Result, canonical_json
from gateway.signing import GatewaySigner
from gateway.store.events import Event, Topic, append_events
from gateway.store.tables.findings import findings, reconciliations

TAG = b"tegata/reconciliation/1"


@dataclass(frozen=True)
class SignedResult:
    """A result of one declaration with the gateway's signature over TAG and its hash."""

    declaration: str
    result: Result
    body: bytes
    signature: bytes


def signed(declaration: str, result: Result, signer: GatewaySigner) -> SignedResult:
    """`result` under the gateway's key; the same result has the same signature (Ed25519)."""
    body = result.canonical
    return SignedResult(declaration, result, body, signer.sign(TAG + hashlib.sha256(body).digest()))


def write(
    connection: Connection, outcome: SignedResult, now: UnixTime, ranks: Mapping[str, Ranking]
) -> dict[str, list[str]]:
    """Writes `outcome` if it differs from the last one of its declaration, its findings with their `ranks`;
    again it changes nothing.

    The findings that are new, changed and cleared, by id.
    """
    digest = hashlib.sha256(outcome.body).digest()
    last = connection.scalar(
        select(reconciliations.c.sha256)
        .where(reconciliations.c.declaration == outcome.declaration)
        .order_by(reconciliations.c.no.desc())
        .limit(1)
    )
    if last == digest:
        return {}
    connection.execute(insert(reconciliations).values(_result_row(outcome, digest, now)))
    changed = _renew(connection, outcome, now, ranks)
    if any(changed.values()):
        event = Event(Topic.FINDINGS_CHANGED, outcome.declaration.encode(), changed, now)
        append_events(connection, [event])
    return changed


def _result_row(outcome: SignedResult, digest: bytes, now: UnixTime) -> dict[str, Any]:
    target = next(entry for entry in outcome.result.declarations if entry["target"])
    return {
        "declaration": outcome.declaration,
        "version": target["version"],
        "block_height": outcome.result.block_height,
        "rule_set": outcome.result.rule_set,
        "body": outcome.body,
        "sha256": digest,
        "signature": outcome.signature,
        "at": now,
    }


def _renew(
    connection: Connection, outcome: SignedResult, now: UnixTime, ranks: Mapping[str, Ranking]
) -> dict[str, list[str]]:
    """New, changed and cleared findings of the declaration, by id. A changed finding awaits a decision
    anew.
    """
    query = select(findings.c.id, findings.c.content_hash, findings.c.state).where(
        findings.c.declaration == outcome.declaration
    )
    before = {row.id: row for row in connection.execute(query)}
    found = {finding["id"]: finding for finding in outcome.result.findings}
    changed: dict[str, list[str]] = {"new": [], "changed": [], "cleared": []}
    for name, finding in found.items():
        row = _finding_row(finding, now) | _rank_of(ranks.get(name))
        known = before.get(name)
        if known is None:
            connection.execute(insert(findings).values(row | {"found_at": now}))
            changed["new"].append(name)
        elif known.content_hash != row["content_hash"] or known.state != "open":
            connection.execute(update(findings).where(findings.c.id == name).values(row))
            changed["changed"].append(name)
    for name, known in before.items():
        if name not in found and known.state == "open":
            cleared = {"state": "cleared", "changed_at": now}
            connection.execute(update(findings).where(findings.c.id == name).values(cleared))
            changed["cleared"].append(name)
    return changed


def _finding_row(finding: dict[str, Any], now: UnixTime) -> dict[str, Any]:
    same = (
        "id",
        "declaration",
        "version",
        "line",
        "rule",
        "severity",
        "audience",
        "agreement",
        "stage",
        "verified",
    )
    return {name: finding[name] for name in same} | {
        "content": finding,
        "content_hash": content_hash(finding),
        "state": "open",
        "decision": None,
        "changed_at": now,
    }


def _rank_of(ranking: Ranking | None) -> dict[str, Any]:
    return {} if ranking is None else {"rank": ranking.points, "ranking": dict(ranking.parts)}


def content_hash(finding: dict[str, Any]) -> bytes:
    """SHA-256 of what a finding says; the declaration's version alone does not make it another finding."""
    return hashlib.sha256(
        canonical_json({name: value for name, value in finding.items() if name != "version"})
    ).digest()
