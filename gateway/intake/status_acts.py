"""Acts that end a record or a batch: read, judged as the Registry will judge them, queued and receipted."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, insert, select, update

from contracts import calls, slots, strict_json
from contracts.acts import Revoke, StatusAct, Supersede, Withdraw, digest
from contracts.addresses import REGISTRY, STATUS
from contracts.batches import BatchTree, root_of_inclusion
from contracts.calls import WHOLE_BATCH, Position
from contracts.errors import ProofInvalid, brief
from contracts.ids import BatchRoot, MemberId, RecordId, Signature, UnixTime, unhex
from contracts.refusals import ActRefused, Refusal
from gateway.crash_points import reached
from gateway.errors import RequestInvalid
from gateway.intake.submitting import check_signer
from gateway.promises import receipt_for
from gateway.services import Services
from gateway.store.tables.outbox import outbox, status_acts
from gateway.store.tables.records import payloads, submissions

_TYPES: dict[str, type[StatusAct]] = {"revoke": Revoke, "withdraw": Withdraw, "supersede": Supersede}
_ACT_KEYS = {"member", "root", "target", "reason", "valid_until"}
_SUCCESSOR_KEYS = {"successor_root", "successor"}


def submit_act(services: Services, body: bytes) -> dict[str, Any]:
    """The receipt for the signed act in `body`; the one given before, if it was handed in already.

    Raises JsonInvalid, RequestInvalid, SignatureInvalid, ActRefused, LedgerUnavailable.
    """
    document = strict_json.loads(body)
    act, signature = _read(document)
    act_digest = digest(act, services.ledger.domain)
    with services.store.read() as connection:
        given = _receipt_on_record(connection, act_digest)
        if given is not None:
            return given
        position = _position(connection, document, "position", act.member, act.root, act.target)
        successor = _successor_position(connection, document, act)
    check_signer(services, act, act.member, act.valid_until, signature)
    _check_effect(services, act, position, successor)
    now = services.now()
    receipt = receipt_for(services, act.member, act_digest, (act.target,), act.valid_until, now)
    calldata = calls.status_act(act, signature, position, successor)
    values = {"member": act.member, "target": act.target, "body": document, "receipt": receipt}
    return services.store.write(
        _acceptance(act_digest, values, calldata, act.valid_until, now), services.store.outbox_bell
    )


def _acceptance(
    act_digest: bytes, values: dict[str, Any], calldata: bytes, valid_until: UnixTime, now: UnixTime
) -> Callable[[Connection], dict[str, Any]]:
    def accept(connection: Connection) -> dict[str, Any]:
        given = _receipt_on_record(connection, act_digest)
        if given is not None:
            return given
        number = _put(
            connection, act_digest, {**values, "state": "accepted", "received_at": now, "notice": None}
        )
        connection.execute(
            insert(outbox).values(
                call="status", subject_no=number, calldata=calldata, valid_until=valid_until, state="waiting"
            )
        )
        reached("intake.act_before_commit")
        return dict(values["receipt"])

    return accept


def _put(connection: Connection, act_digest: bytes, values: dict[str, Any]) -> int:
    number = connection.scalar(select(status_acts.c.no).where(status_acts.c.digest == act_digest))
    if number is not None:
        connection.execute(update(status_acts).where(status_acts.c.no == number).values(**values))
        return int(number)
    made = connection.execute(insert(status_acts).values(digest=act_digest, **values))
    return int(made.inserted_primary_key[0])  # type: ignore[index]  # one row was inserted


def _receipt_on_record(connection: Connection, act_digest: bytes) -> dict[str, Any] | None:
    row = connection.execute(
        select(status_acts.c.receipt).where(
            status_acts.c.digest == act_digest, status_acts.c.state != "failed"
        )
    ).one_or_none()
    return None if row is None else dict(row.receipt)


def _read(document: Any) -> tuple[StatusAct, Signature]:
    """The act that `document` spells, and its signature."""
    if not isinstance(document, dict) or document.get("type") not in _TYPES:
        raise RequestInvalid("body/type", expected="revoke, withdraw or supersede", found=brief(document))
    kind, fields = _TYPES[document["type"]], document.get("act")
    wanted = _ACT_KEYS | (_SUCCESSOR_KEYS if kind is Supersede else set())
    if not isinstance(fields, dict) or fields.keys() != wanted:
        raise RequestInvalid(
            "body/act", expected=f"the keys {', '.join(sorted(wanted))}", found=brief(fields)
        )
    values: dict[str, Any] = {
        "member": MemberId(_integer(fields, "member", 1, 65_535)),
        "root": BatchRoot(unhex(fields["root"], 32, "act/root")),
        "target": unhex(fields["target"], 32, "act/target"),
        "reason": _integer(fields, "reason", 0, 255),
        "valid_until": UnixTime(_integer(fields, "valid_until", 0, 2**40 - 2)),
    }
    if kind is Supersede:
        values["successor_root"] = BatchRoot(unhex(fields["successor_root"], 32, "act/successor_root"))
        values["successor"] = unhex(fields["successor"], 32, "act/successor")
    return kind(**values), Signature(unhex(document.get("signature", ""), 65, "signature"))


def _integer(fields: dict[str, Any], name: str, least: int, most: int) -> int:
    value = fields[name]
    if type(value) is not int or not least <= value <= most:
        raise RequestInvalid(f"act/{name}", expected=f"an integer from {least} to {most}", found=brief(value))
    return value


def _successor_position(connection: Connection, document: dict[str, Any], act: StatusAct) -> Position:
    if not isinstance(act, Supersede):
        return WHOLE_BATCH
    return _position(
        connection, document, "successor_position", act.member, act.successor_root, act.successor
    )


def _position(
    connection: Connection,
    document: dict[str, Any],
    name: str,
    member: MemberId,
    root: BatchRoot,
    target: bytes,
) -> Position:
    """Where `target` stands in its batch: as `document` says, or else as the payload store knows it."""
    if target == root:
        return WHOLE_BATCH
    given = document.get(name)
    if given is None:
        return _known_position(connection, name, member, root, target)
    if (
        not isinstance(given, dict)
        or given.keys() != {"index", "path"}
        or not isinstance(given["path"], list)
    ):
        raise RequestInvalid(name, expected="an object with index and path", found=brief(given))
    path = tuple(unhex(node, 32, f"{name}/path/{i}") for i, node in enumerate(given["path"]))
    return Position(_integer(given, "index", 0, 65_535), path)


def _known_position(
    connection: Connection, name: str, member: MemberId, root: BatchRoot, target: bytes
) -> Position:
    query = (
        select(payloads.c.record_id)
        .join(submissions, submissions.c.no == payloads.c.submission_no)
        .where(submissions.c.member == member, submissions.c.root == root)
        .order_by(payloads.c.position)
    )
    ids = [RecordId(record_id) for record_id in connection.scalars(query)]
    if target not in ids:
        raise RequestInvalid(
            name,
            expected="the record's place in its batch",
            found="none, and the batch was not handed in here",
            remedy=f"Send `{name}` with index and path; your own copy of the batch gives both.",
        )
    index = ids.index(RecordId(target))
    return Position(index, BatchTree(ids).proof(index))


def _check_effect(services: Services, act: StatusAct, position: Position, successor: Position) -> None:
    """ActRefused where the Registry would refuse: batch unknown, target not in it, or ended already."""
    entry = _standing(services, act.member, act.root, act.target, position, _TARGET)
    if not isinstance(act, Supersede):
        return
    if act.successor == act.target:
        raise ActRefused("act/successor", Refusal.SUCCESSOR_IS_PREDECESSOR)
    other = _standing(services, act.member, act.successor_root, act.successor, successor, _SUCCESSOR)
    same_extent = (act.target == act.root) == (act.successor == act.successor_root)
    if (entry.kind, entry.scope) != (other.kind, other.scope) or not same_extent:
        raise ActRefused("act/successor", Refusal.SUCCESSOR_DIFFERS)


_TARGET = ("act/target", Refusal.BATCH_UNKNOWN, Refusal.NOT_INCLUDED, Refusal.STATUS_TERMINAL)
_SUCCESSOR = (
    "act/successor",
    Refusal.SUCCESSOR_UNKNOWN,
    Refusal.SUCCESSOR_NOT_INCLUDED,
    Refusal.SUCCESSOR_INACTIVE,
)


def _standing(
    services: Services,
    member: MemberId,
    root: BatchRoot,
    target: bytes,
    position: Position,
    refusals: tuple[str, Refusal, Refusal, Refusal],
) -> slots.BatchEntry:
    """The batch that holds `target`; ActRefused unless both stand."""
    where, unknown, not_included, ended = refusals
    entry = slots.decode_batch(services.ledger.storage(REGISTRY, slots.batch_slot(member, root)))
    if entry is None:
        raise ActRefused(where, unknown)
    if target != root and not _is_included(target, entry.count, position, root):
        raise ActRefused(where, not_included)
    for statement in {root, target}:
        if services.ledger.storage(STATUS, slots.status_slot(member, statement)):
            raise ActRefused(where, ended)
    return entry


def _is_included(target: bytes, count: int, position: Position, root: BatchRoot) -> bool:
    try:
        return root_of_inclusion(RecordId(target), position.index, count, position.path) == root
    except ProofInvalid:
        return False
