"""From JSON to a bundle, strictly: what is unknown, missing, doubled or has a second spelling is refused."""

from collections.abc import Callable
from typing import Any

from contracts.batches import MAX_RECORDS as MAX_BATCH
from contracts.errors import brief
from contracts.fields import MAX_FIELDS
from contracts.ids import BatchRoot, MemberId, NetworkId, RecordId, Signature, UnixTime
from contracts.proofs import shape
from contracts.proofs.bundle import (
    FORMAT,
    MAX_RECORDS,
    BoundStatement,
    Bundle,
    CheckpointFinality,
    CometBftFinality,
    EmbeddedFinality,
    Finality,
    ProvedBatch,
    ProvedRecord,
)
from contracts.proofs.faults import EvidenceRefused, Fault
from contracts.proofs.identity.statement import statement_from_json
from contracts.proofs.rows import MAX_PATH, read_rows
from contracts.slots import FOREVER

MAX_SIZE = 16 * 1024 * 1024
"""Bytes of JSON; a single record takes 10 to 30 kB."""

MAX_NODES = 100_000
MAX_NODE = 1_024
MAX_HEADER = 1_024
MAX_COMMIT = 32_768
"""Bytes: a hundred validators' votes take 12,000."""
MAX_IDENTITIES = 100
"""Authors' keys whose statements a bundle carries."""
MAX_LINKS = 10_000
"""Headers from a block to a checkpoint."""

_SALT, _HASH = 16, 32

_BUNDLE = frozenset({"format", "network", "records", "batches", "state", "finality"})
_RECORD = frozenset({"id", "version", "count", "fields", "salts", "hidden", "batch", "index", "path"})
_BATCH = frozenset({"root", "count", "kind", "scope", "member", "valid_until", "signature"})


def read_bundle(data: bytes | str) -> Bundle:
    """The bundle in a JSON text.

    Raises EvidenceRefused: `bundle.size`, `bundle.syntax`, `bundle.format`, `bundle.member`, `record.fields`.
    """
    document = shape.document(data, "bundle", MAX_SIZE)
    return bundle_from_json(document)


def bundle_from_json(document: Any) -> Bundle:
    """The bundle in a JSON value that was read without losing anything (no key twice)."""
    found = document.get("format") if isinstance(document, dict) else None
    if found != FORMAT:
        raise EvidenceRefused(Fault.FORMAT, "bundle/format", expected=FORMAT, found=brief(found))
    whole = shape.members(document, "bundle", _BUNDLE, frozenset({"identities"}))
    state = shape.members(whole["state"], "state", frozenset({"header", "nodes"}))
    batches = shape.array(whole["batches"], "batches", MAX_RECORDS, 1)
    records = shape.array(whole["records"], "records", MAX_RECORDS, 1)
    identities = _identities(whole)
    bundle = Bundle(
        network_id=NetworkId(shape.hexadecimal(whole["network"], "network", 32)),
        records=tuple(_record(r, f"records/{i}", len(batches)) for i, r in enumerate(records)),
        batches=tuple(_batch(batch, f"batches/{i}", len(identities)) for i, batch in enumerate(batches)),
        nodes=shape.base64_list(state["nodes"], "state/nodes", MAX_NODES, MAX_NODE),
        header=shape.base64(state["header"], "state/header", MAX_HEADER),
        finality=finality_from_json(whole["finality"]),
        identities=identities,
    )
    if {record.batch for record in bundle.records} != set(range(len(batches))):
        shape.refuse("batches", "batches that a record stands in", "one without a record")
    if {batch.identity for batch in bundle.batches} - {None} != set(range(len(identities))):
        shape.refuse("identities", "statements of batches' authors", "one of no batch")
    return bundle


def _identities(whole: dict[str, Any]) -> tuple[BoundStatement, ...]:
    if "identities" not in whole:
        return ()
    listed = shape.array(whole["identities"], "identities", MAX_IDENTITIES, 1)
    return tuple(_identity(each, f"identities/{i}") for i, each in enumerate(listed))


def _identity(value: Any, where: str) -> BoundStatement:
    members = shape.members(value, where, frozenset({"index", "statement"}))
    return BoundStatement(
        index=shape.integer(members["index"], f"{where}/index", 0xFFFF),
        statement=statement_from_json(members["statement"], f"{where}/statement"),
    )


def _record(value: Any, where: str, batches: int) -> ProvedRecord:
    members = shape.members(value, where, _RECORD, frozenset({"hidden_paths"}))
    rows = shape.array(members["fields"], f"{where}/fields", MAX_FIELDS)
    salts = shape.chunks(members["salts"], f"{where}/salts", _SALT, MAX_FIELDS)
    if len(salts) != len(rows):
        shape.refuse(f"{where}/salts", f"{len(rows)} salts, one for each field", str(len(salts)))
    paths = members.get("hidden_paths")
    if "hidden_paths" in members:
        listed = shape.array(paths, f"{where}/hidden_paths", MAX_FIELDS)
        paths = tuple(shape.text(path, f"{where}/hidden_paths", MAX_PATH) for path in listed)
    return ProvedRecord(
        id=RecordId(shape.hexadecimal(members["id"], f"{where}/id", 32)),
        version=shape.integer(members["version"], f"{where}/version", 0xFFFF),
        count=shape.integer(members["count"], f"{where}/count", MAX_FIELDS, 1),
        shown=read_rows(rows, salts, f"{where}/fields"),
        hidden=shape.chunks(members["hidden"], f"{where}/hidden", _HASH, MAX_FIELDS),
        hidden_paths=paths,
        batch=shape.integer(members["batch"], f"{where}/batch", batches - 1),
        index=shape.integer(members["index"], f"{where}/index", MAX_BATCH - 1),
        path=shape.chunks(members["path"], f"{where}/path", _HASH, 16),
    )


def _batch(value: Any, where: str, identities: int) -> ProvedBatch:
    members = shape.members(value, where, _BATCH, frozenset({"name", "identity"}))
    name, identity = members.get("name"), members.get("identity")
    if "name" in members:
        shape.canonical_text(name, f"{where}/name", 1_000)
    if "identity" in members:
        identity = shape.integer(identity, f"{where}/identity", identities - 1)
    return ProvedBatch(
        root=BatchRoot(shape.hexadecimal(members["root"], f"{where}/root", 32)),
        count=shape.integer(members["count"], f"{where}/count", MAX_BATCH, 1),
        kind=shape.integer(members["kind"], f"{where}/kind", 0xFF),
        scope=shape.integer(members["scope"], f"{where}/scope", 0xFFFF),
        member=MemberId(shape.integer(members["member"], f"{where}/member", 0xFFFF, 1)),
        valid_until=UnixTime(shape.integer(members["valid_until"], f"{where}/valid_until", 2**64 - 1)),
        signature=Signature(shape.hexadecimal(members["signature"], f"{where}/signature", 65)),
        name=name,
        identity=identity,
    )


def finality_from_json(value: Any) -> Finality:
    """The evidence of finality in a JSON value; EvidenceRefused (`finality.kind`, `bundle.member`)."""
    kind = value.get("kind") if isinstance(value, dict) else None
    read = _FINALITIES.get(kind) if isinstance(kind, str) else None
    if read is None:
        raise EvidenceRefused(
            Fault.FINALITY_KIND,
            "finality/kind",
            expected=f"a kind of finality that this version checks: {', '.join(_FINALITIES)}",
            found=brief(kind),
            remedy="Update Tegata, or ask for a proof of a kind that it checks.",
        )
    return read(value)


def _embedded(value: Any) -> EmbeddedFinality:
    members = shape.members(value, "finality", frozenset({"kind", "time", "signature"}))
    return EmbeddedFinality(
        time=UnixTime(shape.integer(members["time"], "finality/time", FOREVER)),
        signature=shape.hexadecimal(members["signature"], "finality/signature", 64),
    )


def _cometbft(value: Any) -> CometBftFinality:
    members = shape.members(value, "finality", frozenset({"kind", "header", "commit"}))
    return CometBftFinality(
        header=shape.base64(members["header"], "finality/header", MAX_HEADER),
        commit=shape.base64(members["commit"], "finality/commit", MAX_COMMIT),
    )


def _checkpoint(value: Any) -> CheckpointFinality:
    members = shape.members(value, "finality", frozenset({"kind", "headers"}))
    return CheckpointFinality(
        shape.base64_list(members["headers"], "finality/headers", MAX_LINKS, MAX_HEADER)
    )


_FINALITIES: dict[str, Callable[[Any], Finality]] = {
    "embedded": _embedded,
    "cometbft": _cometbft,
    "checkpoint": _checkpoint,
}
"""How each kind of finality is read."""
