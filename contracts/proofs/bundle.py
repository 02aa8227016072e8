"""The bundle `tegata/proof/1` as values, and as the JSON that is handed on (formats §6).

One bundle shows one record, or many records of a consignment that share batches and state: everything that
several of them need stands in it once. A slot's value is never written out: the trie nodes hold it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from contracts.acts import Batch
from contracts.commitment import leaves_of
from contracts.fields import FieldType, decode_value
from contracts.ids import BatchRoot, MemberId, NetworkId, RecordId, Signature, UnixTime, hex0x
from contracts.proofs.identity.statement import IdentityStatement
from contracts.proofs.paths import about
from contracts.proofs.shape import render_base64

FORMAT = "tegata/proof/1"
MAX_RECORDS = 1_000
"""Records in one bundle."""

TYPE_NAMES = {
    FieldType.TEXT: "text",
    FieldType.DECIMAL: "decimal",
    FieldType.BOOLEAN: "boolean",
    FieldType.MEASURE: "measure",
}

_NAMES: dict[int, str] = {int(type_): name for type_, name in TYPE_NAMES.items()}


class DisclosedField(NamedTuple):
    """One field as its author committed to it: `typed` is the type byte, then the value that is hashed."""

    position: int
    """The field's place among all fields of the record, sorted by the bytes of their paths."""
    path: str
    typed: bytes
    salt: bytes

    @property
    def content(self) -> str | bool:
        """The value as JSON shows it; a measure as `12.5 KGM`."""
        return _content(self.typed, self.path)

    def to_json(self) -> list[Any]:
        """`[position, path, type, value]`."""
        return _row(self.position, self.path, self.typed)


def _row(position: int, path: str, typed: bytes) -> list[Any]:
    return [position, path, _NAMES[typed[0]], _content(typed, path)]


def _content(typed: bytes, path: str) -> str | bool:
    value = decode_value(typed[0], typed[1:], path)
    return f"{value['value']} {value['unit']}" if isinstance(value, dict) else value


class Disclosed(NamedTuple):
    """The fields that a record shows, as columns: there are many, and all are treated alike."""

    positions: tuple[int, ...]
    paths: tuple[str, ...]
    typed: tuple[bytes, ...]
    salts: tuple[bytes, ...]

    @classmethod
    def of(cls, fields: Iterable[DisclosedField]) -> "Disclosed":
        """The columns of `fields`."""
        return cls(*zip(*fields, strict=True))

    @property
    def fields(self) -> tuple[DisclosedField, ...]:
        """The fields one by one."""
        return tuple(map(DisclosedField, *self))

    def to_json(self) -> list[list[Any]]:
        """`[position, path, type, value]` of each field."""
        return list(map(_row, self.positions, self.paths, self.typed))

    @property
    def leaves(self) -> dict[int, bytes]:
        """Position → leaf hash (formats §2)."""
        leaves = leaves_of(self.salts, about(self.paths).hashes, self.typed)
        return dict(zip(self.positions, leaves, strict=True))


@dataclass(frozen=True, slots=True)
class ProvedRecord:
    """A record: the fields it discloses, the hashes of those it hides, and its place in a batch."""

    id: RecordId
    version: int
    count: int
    shown: Disclosed
    hidden: tuple[bytes, ...]
    """Roots of the subtrees that hold only hidden fields, from left to right."""
    hidden_paths: tuple[str, ...] | None
    """The paths of the hidden fields, sorted; None where the bundle does not tell them."""
    batch: int
    """Which of the bundle's batches."""
    index: int
    path: tuple[bytes, ...]
    """The audit path of the id in its batch, deepest sibling first (RFC 6962 §2.1.1)."""

    @property
    def fields(self) -> tuple[DisclosedField, ...]:
        """The fields it shows, one by one."""
        return self.shown.fields

    def to_json(self) -> dict[str, Any]:
        """The record as the bundle's JSON holds it."""
        document: dict[str, Any] = {
            "id": hex0x(self.id),
            "version": self.version,
            "count": self.count,
            "fields": self.shown.to_json(),
            "salts": render_base64(self.shown.salts),
            "hidden": render_base64(self.hidden),
            "batch": self.batch,
            "index": self.index,
            "path": render_base64(self.path),
        }
        if self.hidden_paths is not None:
            document["hidden_paths"] = list(self.hidden_paths)
        return document


@dataclass(frozen=True, slots=True)
class ProvedBatch:
    """A batch as its author signed it; `name` is the member's legal name, whose hash the ledger keeps."""

    root: BatchRoot
    count: int
    kind: int
    scope: int
    member: MemberId
    valid_until: UnixTime
    signature: Signature
    name: str | None = None
    identity: int | None = None
    """Which of the bundle's identities is of its author's key."""

    @property
    def act(self) -> Batch:
        """What was signed."""
        return Batch(self.root, self.count, self.kind, self.scope, self.member, self.valid_until)

    def to_json(self) -> dict[str, Any]:
        """The batch as the bundle's JSON holds it."""
        document: dict[str, Any] = {
            "root": hex0x(self.root),
            "count": self.count,
            "kind": self.kind,
            "scope": self.scope,
            "member": self.member,
            "valid_until": self.valid_until,
            "signature": hex0x(self.signature),
        }
        if self.name is not None:
            document["name"] = self.name
        if self.identity is not None:
            document["identity"] = self.identity
        return document


@dataclass(frozen=True, slots=True)
class BoundStatement:
    """An identity statement, and which of its key's statements on the ledger it is, from 0."""

    index: int
    statement: IdentityStatement

    def to_json(self) -> dict[str, Any]:
        """The statement as the bundle's JSON holds it."""
        return {"index": self.index, "statement": self.statement.to_json()}


@dataclass(frozen=True, slots=True)
class EmbeddedFinality:
    """The embedded sequencer's statement: at `time`, the bundle's block was the ledger's latest."""

    time: UnixTime
    signature: bytes

    def to_json(self) -> dict[str, Any]:
        """The statement as the bundle's JSON holds it."""
        return {"kind": "embedded", "time": self.time, "signature": hex0x(self.signature)}


@dataclass(frozen=True, slots=True)
class CometBftFinality:
    """A header of consensus whose app hash is the block's, and its commit: each as protobuf."""

    header: bytes
    commit: bytes

    def to_json(self) -> dict[str, Any]:
        """The header and the commit as the bundle's JSON holds them."""
        return {
            "kind": "cometbft",
            "header": render_base64(self.header),
            "commit": render_base64(self.commit),
        }


@dataclass(frozen=True, slots=True)
class CheckpointFinality:
    """The headers of the blocks that follow, up to a checkpoint of the trust file; none for that itself."""

    headers: tuple[bytes, ...]

    def to_json(self) -> dict[str, Any]:
        """The headers as the bundle's JSON holds them."""
        return {"kind": "checkpoint", "headers": [render_base64(header) for header in self.headers]}


Finality = EmbeddedFinality | CometBftFinality | CheckpointFinality
"""Evidence that a block is final, of one kind for each way to be so."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything a verifier needs besides its own trust file."""

    network_id: NetworkId
    records: tuple[ProvedRecord, ...]
    batches: tuple[ProvedBatch, ...]
    nodes: tuple[bytes, ...]
    """The trie nodes that lead from the header's state root to every slot, each once."""
    header: bytes
    """The execution header of the block whose state is shown, in RLP."""
    finality: Finality
    identities: tuple[BoundStatement, ...] = ()
    """What X.509 says of the authors' keys; each is of some batch's."""

    def encode(self) -> bytes:
        """The bundle as a file holds it: JSON without spaces, in UTF-8."""
        return json.dumps(self.to_json(), ensure_ascii=False, separators=(",", ":")).encode()

    def to_json(self) -> dict[str, Any]:
        """The bundle as JSON."""
        document: dict[str, Any] = {
            "format": FORMAT,
            "network": hex0x(self.network_id),
            "records": [record.to_json() for record in self.records],
            "batches": [batch.to_json() for batch in self.batches],
            "state": {
                "header": render_base64(self.header),
                "nodes": [render_base64(node) for node in self.nodes],
            },
            "finality": self.finality.to_json(),
        }
        if self.identities:
            document["identities"] = [bound.to_json() for bound in self.identities]
        return document
