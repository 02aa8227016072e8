"""One record against its batch: its id stands in it, its fields make the id, its paths are all."""

from contracts import merkle
from contracts.batches import id_leaf
from contracts.commitment import record_id
from contracts.errors import ProofInvalid, brief
from contracts.fields import PATHS_PATH, SCHEMA_PATH
from contracts.ids import hex0x
from contracts.proofs.bundle import ProvedBatch, ProvedRecord
from contracts.proofs.faults import EvidenceRefused, Fault
from contracts.proofs.multiproof import root_from_shown
from contracts.proofs.paths import about
from contracts.records.kinds import Kind

_SCHEMA_STEMS = {kind.value: f"tegata/{kind.slug}/" for kind in Kind}
"""Kind → its schema ids, up to the version."""


def check_record(record: ProvedRecord, batch: ProvedBatch, where: str, made: bytes | None = None) -> None:
    """Refuses a record whose id is not in `batch`, or whose fields do not make that id.

    `made` is the root over its fields where whoever asks has just made it of them: it is not made again.
    """
    try:
        root = merkle.root_from_proof(id_leaf(record.id), record.index, batch.count, record.path)
    except ProofInvalid as error:
        raise EvidenceRefused(
            Fault.INCLUSION, f"{where}/{error.where}", expected=error.expected, found=error.found
        ) from None
    if root != batch.root:
        raise EvidenceRefused(
            Fault.INCLUSION, f"{where}/path", expected="a path to the batch's root", found="a path elsewhere"
        )
    _check_schema(record, batch, where)
    _check_paths(record, where)
    _check_id(record, batch, _root(record, where) if made is None else made, where)


def _check_schema(record: ProvedRecord, batch: ProvedBatch, where: str) -> None:
    """Field "" comes first and names the schema of the batch's kind; field "#" comes second."""
    stem = _SCHEMA_STEMS.get(batch.kind)
    schema = None if stem is None else f"{stem}{record.version}"
    shown = record.shown
    in_place = shown.positions[:2] == (0, 1) and shown.paths[:2] == (SCHEMA_PATH, PATHS_PATH)
    if not in_place or schema is None or shown.typed[0] != b"\1" + schema.encode():
        raise EvidenceRefused(
            Fault.SCHEMA,
            f"{where}/fields",
            expected=f'the fields "" and "#" first, and the schema {schema}',
            found=brief(shown.paths[:2]),
        )


def _check_paths(record: ProvedRecord, where: str) -> None:
    """Paths and positions rise together; with the hidden ones they are the list that field "#" commits to."""
    positions, shown, typed, _ = record.shown
    in_order = tuple(sorted(set(positions))) == positions and about(shown).digest is not None
    if not in_order or positions[-1] >= record.count:
        raise EvidenceRefused(
            Fault.FIELDS,
            f"{where}/fields",
            expected=f"positions below {record.count} and paths, each once, in rising order",
            found="another order",
        )
    if record.hidden_paths is None:
        return
    everything = (
        tuple(sorted((*shown, *record.hidden_paths), key=str.encode)) if record.hidden_paths else shown
    )
    placed = len(everything) == record.count and tuple(map(everything.__getitem__, positions)) == shown
    if not placed or about(everything).digest != typed[1][1:]:
        raise EvidenceRefused(
            Fault.PATHS,
            f"{where}/hidden_paths",
            expected='the paths whose digest is the field "#"',
            found="another list",
        )


def _root(record: ProvedRecord, where: str) -> bytes:
    """The root that the fields, their salts and the hidden hashes make."""
    try:
        return root_from_shown(record.count, record.shown.leaves, record.hidden)
    except ProofInvalid as error:
        raise EvidenceRefused(
            Fault.HIDDEN, f"{where}/hidden", expected=error.expected, found=error.found
        ) from None


def _check_id(record: ProvedRecord, batch: ProvedBatch, root: bytes, where: str) -> None:
    """The root over the fields makes the id, with kind and scope as anchored."""
    made = record_id(batch.kind, record.version, batch.scope, record.count, root)
    if made != record.id:
        raise EvidenceRefused(
            Fault.COMMITMENT,
            f"{where}/fields",
            expected=f"fields that make the id {hex0x(record.id)}",
            found=f"fields that make {hex0x(made)}",
        )
