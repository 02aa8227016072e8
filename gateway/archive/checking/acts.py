"""What was handed in, by itself: signatures under batches, and the gateway's under its receipts."""

import json
from collections.abc import Iterator
from typing import Any

import polars as pl
from sqlalchemy import Table

from contracts.acts import Batch, Domain, recover
from contracts.ed25519 import is_signed
from contracts.errors import TegataError
from contracts.ids import BatchRoot, MemberId, NetworkId, Signature, UnixTime, hex0x, unhex
from contracts.proofs import ProvedKeys
from contracts.receipts import Receipt
from gateway.archive.checking.report import Difference
from gateway.store.tables.outbox import status_acts
from gateway.store.tables.records import submissions

_BATCH = ("member", "root", "size", "kind", "scope", "valid_until")


def act_differences(
    frames: dict[Table, pl.DataFrame], domain: Domain, keys: ProvedKeys
) -> Iterator[Difference]:
    """Batches that their author did not sign as they stand, and receipts that the gateway did not."""
    for row in frames[submissions].iter_rows(named=True):
        try:
            found = hex0x(recover(_batch(row), domain, Signature(unhex(row["signature"], 65))))
        except TegataError as error:
            found = error.found
        if found != row["author"]:
            yield Difference.cell(submissions.name, row["no"], "signature", f"by {row['author']}", found)
        yield from _receipt(submissions, row, row["root"], keys, domain)
    for row in frames[status_acts].iter_rows(named=True):
        yield from _receipt(status_acts, row, row["digest"], keys, domain)


def _batch(row: dict[str, Any]) -> Batch:
    root = BatchRoot(unhex(row["root"], 32))
    until = UnixTime(row["valid_until"])
    return Batch(root, row["size"], row["kind"], row["scope"], MemberId(row["member"]), until)


def _receipt(
    table: Table, row: dict[str, Any], subject: str, keys: ProvedKeys, domain: Domain
) -> Iterator[Difference]:
    if row["receipt"] is None:
        return
    try:
        told = json.loads(row["receipt"])
        receipt = Receipt(
            network_id=NetworkId(domain.network_id),
            member=MemberId(row["member"]),
            subject=unhex(subject, 32),
            contents=unhex(told["contents"], 32),
            received_at=UnixTime(row["received_at"]),
            decide_by=UnixTime(told["decide_by"]),
        )
        signature = unhex(told["signature"], 64)
    except (TegataError, KeyError, TypeError, ValueError) as error:
        yield Difference.cell(table.name, row["no"], "receipt", "a receipt", error)
        return
    valid = (key.key for key in keys.keys if key.valid_at(receipt.received_at))
    if not any(is_signed(key, receipt.message(), signature) for key in valid):
        yield Difference.cell(table.name, row["no"], "receipt", "signed by the gateway", "signed by none")
