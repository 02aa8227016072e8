"""Records of an archive: each file with its bundle, from bytes to what the tables must say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import polars as pl

from contracts import strict_json
from contracts.acts import State
from contracts.commitment import commit, salts
from contracts.errors import TegataError
from contracts.flattening import flatten
from contracts.ids import MemberId, UnixTime, hex0x, unhex
from contracts.proofs import Bundle, EvidenceRefused, Outcome, Topic, Trust, Verdict, read_bundle, verify_all
from contracts.records import Record, parse_record
from contracts.records.kinds import kind_of, scope_of_record
from gateway.archive.checking.report import Difference
from gateway.archive.frames import frame_of, schema_of
from gateway.store.projections.columns import OF_RECORDS
from gateway.store.projections.of_records import rows_of
from gateway.store.projections.tables import TABLES
from gateway.store.tables.chain import anchored_batches, status_changes
from gateway.store.tables.records import records

RECORDS = ("no", "record_id", "kind", "scope", "member", "root", "position", "batch_size", "anchored_at")
"""The columns of `records` that a bundle and a record give."""

ANCHORED = ("member", "root", "author", "kind", "scope", "size", "time")
ENDED = ("member", "target", "state", "reason", "key", "successor", "time")


Proved = tuple[Verdict, Bundle]
"""What a bundle came to for one of its records."""


@dataclass
class PartFacts:
    """What a part's records and bundle come to: rows of tables as frames, by table name."""

    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    count: int = 0


class _Line(NamedTuple):
    no: int
    id: str
    kind: int
    record: Record


def check_part(name: str, lines: bytes, bundle: bytes, trust: Trust, at: UnixTime) -> PartFacts:
    """The facts of one part: `name` is that of its files without folder and ending."""
    facts = PartFacts()
    verdicts = _verdicts(f"bundles/{name}.json", bundle, trust, at, facts.differences)
    read = list(_lines(f"records/{name}.ndjson", lines, verdicts, facts.differences))
    facts.count = len(read)
    proved, anchored, ended = _proved(f"records/{name}.ndjson", read, verdicts, facts.differences)
    facts.frames = {
        "records": _frame(records, RECORDS, proved),
        "anchored_batches": _frame(anchored_batches, ANCHORED, anchored),
        "status_changes": _frame(status_changes, ENDED, ended),
        **_projections(read),
    }
    return facts


def _lines(
    place: str, data: bytes, verdicts: Mapping[str, Proved], differences: list[Difference]
) -> Iterator[_Line]:
    for index, line in enumerate(data.split(b"\n")[:-1], start=1):
        try:
            yield _line(strict_json.loads(line, f"line {index}"), verdicts, f"line {index}")
        except TegataError as error:
            differences.append(Difference.of(place, error))
        except (KeyError, TypeError, ValueError) as error:
            differences.append(Difference(f"{place}: line {index}", "a record of an archive", str(error)))
    if not data.endswith(b"\n") and data:
        differences.append(Difference(place, "a line end at the end", "none"))


def _line(document: Any, verdicts: Mapping[str, Proved], where: str) -> _Line:
    """A line, whose record and seed make the id that is written beside them."""
    kind, claimed = int(document["kind"]), str(document["id"])
    record = parse_record(kind, document["record"], f"{where}/record")
    seed = unhex(document["seed"], 32, f"{where}/seed")
    if claimed not in verdicts or not _is_proved(record, seed, *verdicts[claimed]):
        found = hex0x(commit(record, seed).id)
        if found != claimed:
            raise EvidenceRefusedId(f"{where}/id", expected=found, found=claimed)
    return _Line(int(document["no"]), claimed, kind, record)


def _is_proved(record: Record, seed: bytes, verdict: Verdict, bundle: Bundle) -> bool:
    """Whether the id that a bundle proved was made of these very fields and salts, kind and scope: then it
    need not be made of them again.
    """
    proved, info = verdict.record, kind_of(record)
    if proved is None or proved.hidden:
        return False
    batch, flattened = bundle.batches[proved.batch], flatten(record)
    shown = proved.shown
    terms = (proved.version, proved.count, batch.kind, batch.scope)
    return (
        terms == (info.version, len(flattened.paths), info.kind, scope_of_record(record))
        and shown.paths == tuple(flattened.paths)
        and shown.typed == tuple(flattened.typed)
        and shown.salts == salts(seed, len(flattened.paths))
    )


class EvidenceRefusedId(TegataError):
    """A record and its seed make another id than the one that is written beside them."""

    code = "archive.id"
    default_remedy = "The record, its seed or its id was changed."


def _verdicts(
    place: str, data: bytes, trust: Trust, at: UnixTime, differences: list[Difference]
) -> dict[str, Proved]:
    """The verdicts of a bundle by record id; none where it is refused."""
    try:
        bundle = read_bundle(data)
    except EvidenceRefused as error:
        differences.append(Difference.of(place, error))
        return {}
    verdicts = verify_all(bundle, trust, at)
    refused = next((one.error for one in verdicts if one.error is not None), None)
    if refused is not None:
        differences.append(Difference.of(place, refused))
        return {}
    return {hex0x(one.record.id): (one, bundle) for one in verdicts if one.record is not None}


def _proved(
    place: str,
    read: list[_Line],
    verdicts: dict[str, Proved],
    differences: list[Difference],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    proved, anchored, ended = [], {}, {}
    for line in read:
        verdict, bundle = verdicts.pop(line.id, (None, None))
        if verdict is None or bundle is None or verdict.record is None:
            differences.append(Difference(f"{place}: {line.id}", "a proof that holds", "none"))
            continue
        if verdict.outcome is Outcome.UNAUTHORISED:
            differences.append(
                Difference(f"{place}: {line.id}", "an author with the right", "a compromised key")
            )
        batch = bundle.batches[verdict.record.batch]
        row = _record_row(line, verdict, batch)
        proved.append(row)
        anchored[batch.member, batch.root] = _batch_row(verdict, batch, row["anchored_at"])
        end = verdict.claim(Topic.STATUS).details
        if end["state"] != "active":
            target = row["root"] if end["whole_batch"] else line.id
            ended[batch.member, target] = _end_row(batch.member, target, end)
    for record_id in verdicts:
        differences.append(Difference(f"{place}: {record_id}", "the record of each proof", "none"))
    return proved, list(anchored.values()), list(ended.values())


def _record_row(line: _Line, verdict: Verdict, batch: Any) -> dict[str, Any]:
    assert verdict.record is not None
    genuine = verdict.claim(Topic.GENUINE).details
    return {
        "no": line.no,
        "record_id": line.id,
        "kind": genuine["kind"],
        "scope": genuine["scope"],
        "member": batch.member,
        "root": genuine["root"],
        "position": verdict.record.index,
        "batch_size": batch.count,
        "anchored_at": genuine["anchored_at"],
    }


def _batch_row(verdict: Verdict, batch: Any, anchored_at: int) -> dict[str, Any]:
    return {
        "member": batch.member,
        "root": hex0x(batch.root),
        "author": verdict.claim(Topic.AUTHOR).details["key"],
        "kind": batch.kind,
        "scope": batch.scope,
        "size": batch.count,
        "time": anchored_at,
    }


def _end_row(member: MemberId, target: str, end: Any) -> dict[str, Any]:
    return {
        "member": member,
        "target": target,
        "state": int(State[end["state"].upper()]),
        "reason": end["reason_code"],
        "key": end["acting_key"],
        "successor": end["successor"],
        "time": end["since"],
    }


def _frame(table: Any, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = schema_of(table)
    return pl.DataFrame(rows, schema={name: schema[name] for name in columns}, orient="row")


def _projections(read: list[_Line]) -> dict[str, pl.DataFrame]:
    gathered: dict[str, list[dict[str, Any]]] = {one.name: [] for one in OF_RECORDS}
    for line in read:
        member = MemberId(line.record.author)
        for name, rows in rows_of(line.record, line.no, member, line.kind).items():
            gathered[name] += rows
    return {TABLES[name].name: frame_of(TABLES[name], rows) for name, rows in gathered.items()}
