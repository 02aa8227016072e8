"""Who sees which declaration, and what of it: its versions, its last result, its findings."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal, select

from contracts import strict_json
from contracts.ids import hex0x
from gateway.access import Principal
from gateway.errors import NotFound
from gateway.findings.reopened import reopenings_of
from gateway.store.tables.declarations import declaration_versions as versions
from gateway.store.tables.findings import reconciliations


def own_declarations(principal: Principal) -> Select[tuple[str]]:
    """The declarations that the principal's member sent."""
    return select(versions.c.declaration).where(versions.c.member == principal.member)


def visible(principal: Principal, declaration: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that leaves what `principal` may see: an officer all of them, a party its own."""
    return literal(True) if principal.is_officer else declaration.in_(own_declarations(principal))


def list_declarations(
    connection: Connection, principal: Principal, after: int, limit: int
) -> list[dict[str, Any]]:
    """The declarations one may see, by the number of their last version."""
    last = (
        select(func.max(versions.c.no))
        .where(visible(principal, versions.c.declaration))
        .group_by(versions.c.declaration)
    )
    query = (
        select(versions)
        .where(versions.c.no > after, versions.c.no.in_(last))
        .order_by(versions.c.no)
        .limit(limit)
    )
    return [{"no": row.no, **_version(row)} for row in connection.execute(query)]


def declaration_of(connection: Connection, principal: Principal, name: str) -> dict[str, Any]:
    """A declaration as it stands, with its versions and its last signed result; NotFound if it is not for
    one.
    """
    query = select(versions).where(versions.c.declaration == name).order_by(versions.c.version)
    rows = connection.execute(query.where(visible(principal, versions.c.declaration))).all()
    if not rows:
        raise NotFound.of(name, "a declaration")
    last = rows[-1]
    return {
        "declaration": name,
        "version": last.version,
        "stage": last.stage,
        "cancelled": last.cancelled,
        "current": strict_json.loads(last.current),
        "versions": [_version(row) | {"message": strict_json.loads(row.message)} for row in rows],
        "reconciled": _reconciled(connection, name),
        "reopened": reopenings_of(connection, name) if principal.is_officer else None,
        "result": _result(connection, name) if principal.is_officer else None,
    }


def _version(row: Any) -> dict[str, Any]:
    return {
        "declaration": row.declaration,
        "version": row.version,
        "function": row.function,
        "stage": row.stage,
        "cancelled": row.cancelled,
        "format": row.format,
        "original_sha256": row.original_sha256,
        "member": row.member,
        "received_at": row.received_at,
    }


def _reconciled(connection: Connection, name: str) -> dict[str, int] | None:
    """Which version was reconciled last, and as of which block; None while none was."""
    row = connection.execute(
        select(reconciliations.c.version, reconciliations.c.block_height)
        .where(reconciliations.c.declaration == name)
        .order_by(reconciliations.c.no.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else {"version": row.version, "block": row.block_height}


def _result(connection: Connection, name: str) -> dict[str, Any] | None:
    """The last result, as it was signed: its body is for whoever wants to check it again."""
    row = connection.execute(
        select(reconciliations)
        .where(reconciliations.c.declaration == name)
        .order_by(reconciliations.c.no.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return {
        "block_height": row.block_height,
        "rule_set": row.rule_set,
        "sha256": hex0x(row.sha256),
        "signature": hex0x(row.signature),
        "at": row.at,
        "body": strict_json.loads(row.body),
    }
