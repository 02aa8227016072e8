"""Declarations of an archive: their versions replayed, and the projections that must come of them."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import polars as pl
from pydantic import ValidationError
from sqlalchemy import Table

from contracts.declarations import ImportDeclaration
from contracts.errors import TegataError
from gateway.archive.checking.comparing import compare
from gateway.archive.checking.report import Difference
from gateway.archive.frames import frame_of, key_of, schema_of
from gateway.declarations.versions import Version, law_date, next_version
from gateway.store.projections.columns import OF_DECLARATIONS
from gateway.store.projections.of_declarations import declaration_id, rows_of_declaration
from gateway.store.projections.tables import TABLES
from gateway.store.tables.declarations import declaration_versions as table

_DERIVED = ("no", "declaration", "version", "function", "stage", "cancelled", "current")


def declaration_differences(frames: dict[Table, pl.DataFrame]) -> Iterator[Difference]:
    """What the messages do not lead to: versions, and rows of the declarations' projections."""
    exported = frames[table].sort("declaration", "version")
    replayed: list[dict[str, Any]] = []
    projected: dict[str, list[dict[str, Any]]] = {one.name: [] for one in OF_DECLARATIONS}
    for name, rows in groupby(exported.iter_rows(named=True), key=lambda row: row["declaration"]):
        versions: list[Version] = []
        try:
            for row in rows:
                versions.append(_next(row, versions))
                replayed.append(_row(row, versions[-1]))
        except (TegataError, ValidationError) as error:
            yield Difference(
                f"tables/{table.name}.parquet [{name}] message", "a message that follows", str(error)
            )
            continue
        last = versions[-1]
        some = rows_of_declaration(last.current, law=law_date(versions), cancelled=last.cancelled)
        for projection, found in some.items():
            projected[projection] += found
    schema = schema_of(table)
    expected = pl.DataFrame(replayed, schema={column: schema[column] for column in _DERIVED}, orient="row")
    yield from compare(table.name, ["no"], exported, expected)
    for name, found in projected.items():
        one = TABLES[name]
        yield from compare(one.name, key_of(one), frames[one], frame_of(one, found))


def _next(row: dict[str, Any], versions: list[Version]) -> Version:
    message = ImportDeclaration.model_validate_json(row["message"])
    spelled = json.dumps(json.loads(message.model_dump_json(exclude_unset=True)), sort_keys=True)
    if spelled != json.dumps(json.loads(row["message"]), sort_keys=True):
        raise TegataError("message", expected="a message in its one spelling", found="another spelling")
    return next_version(message, versions[-1] if versions else None)


def _row(row: dict[str, Any], version: Version) -> dict[str, Any]:
    return {
        "no": row["no"],
        "declaration": declaration_id(version.message),
        "version": version.current.version,
        "function": version.message.function,
        "stage": version.current.stage,
        "cancelled": version.cancelled,
        "current": version.current.model_dump_json(exclude_none=True),
    }
