"""The kinds of records: number, schema id, model; and the one way from untrusted data to a record."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from pydantic import ValidationError

from contracts import strict_json
from contracts.errors import RecordInvalid, brief
from contracts.records.advance_ruling import AdvanceRuling
from contracts.records.export_declaration import ExportDeclaration
from contracts.records.invoice import Invoice
from contracts.records.milestone import Milestone
from contracts.records.operator_status import OperatorStatus
from contracts.records.origin_certificate import OriginCertificate
from contracts.records.origin_declaration import OriginDeclaration
from contracts.records.outcome import Outcome
from contracts.records.packing_list import PackingList
from contracts.records.parcel import Parcel
from contracts.records.parts import Record
from contracts.records.transport_document import TransportDocument
from contracts.scopes import NO_SCOPE, Scope, scope_of


class Kind(IntEnum):
    """The kinds of records; the number is wire format (formats §1)."""

    ORIGIN_CERTIFICATE = 1
    ORIGIN_DECLARATION = 2
    INVOICE = 3
    TRANSPORT_DOCUMENT = 4
    MILESTONE = 5
    PACKING_LIST = 6
    OUTCOME = 7
    PARCEL = 8
    ADVANCE_RULING = 9
    EXPORT_DECLARATION = 10
    OPERATOR_STATUS = 11

    @property
    def slug(self) -> str:
        """The kind's name in schema ids, tables and addresses: `origin-certificate`."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True)
class KindInfo:
    """A kind with its model, the version of its schema, and its UNTDID 1001 code where it has one."""

    kind: Kind
    version: int
    model: type[Record]
    untdid: str | None

    @property
    def schema_id(self) -> str:
        """The value of the field at path "": `tegata/origin-certificate/1`."""
        return f"tegata/{self.kind.slug}/{self.version}"


_MODELS: dict[Kind, tuple[type[Record], str | None]] = {
    Kind.ORIGIN_CERTIFICATE: (OriginCertificate, "861"),
    Kind.ORIGIN_DECLARATION: (OriginDeclaration, "862"),
    Kind.INVOICE: (Invoice, "380"),
    Kind.TRANSPORT_DOCUMENT: (TransportDocument, None),
    Kind.MILESTONE: (Milestone, None),
    Kind.PACKING_LIST: (PackingList, "271"),
    Kind.OUTCOME: (Outcome, None),
    Kind.PARCEL: (Parcel, None),
    Kind.ADVANCE_RULING: (AdvanceRuling, None),
    Kind.EXPORT_DECLARATION: (ExportDeclaration, "830"),
    Kind.OPERATOR_STATUS: (OperatorStatus, None),
}

KINDS: dict[int, KindInfo] = {
    kind: KindInfo(kind, 1, model, untdid) for kind, (model, untdid) in _MODELS.items()
}
"""Every kind, by number."""

KIND_OF_MODEL: dict[type[Record], KindInfo] = {info.model: info for info in KINDS.values()}
KIND_OF_SCHEMA: dict[str, KindInfo] = {info.schema_id: info for info in KINDS.values()}


def kind_of(record: Record) -> KindInfo:
    """The kind that `record` is of."""
    return KIND_OF_MODEL[type(record)]


def kind_numbered(number: int, where: str = "kind") -> KindInfo:
    """The kind of that number; RecordInvalid when there is none."""
    info = KINDS.get(number)
    if info is None:
        raise RecordInvalid(where, expected="a kind of record, 1 to 11", found=brief(number))
    return info


def scope_of_record(record: Record) -> Scope:
    """The agreement's number for origin proofs (kinds 1 and 2), otherwise 0 (formats §2)."""
    if isinstance(record, OriginCertificate | OriginDeclaration):
        return scope_of(record.agreement)
    return NO_SCOPE


def parse_record(kind: int, data: str | bytes | dict[str, Any], where: str = "record") -> Record:
    """The record of `kind` that `data` (JSON as text or bytes, or the object it spells) holds.

    Raises RecordInvalid naming the first wrong field by its path (unknown fields are refused), and
    JsonInvalid for text that is no JSON or has a key twice.
    """
    model = kind_numbered(kind, f"{where}/kind").model
    try:
        record = model.model_validate(data if isinstance(data, dict) else strict_json.loads(data, where))
    except ValidationError as error:
        raise _explained(error, where) from None
    scope_of_record(record)
    return record


def _explained(error: ValidationError, where: str) -> RecordInvalid:
    """The first of pydantic's complaints as an error of ours, with the number of the others."""
    first, *others = error.errors(include_url=False, include_context=False)
    path = "/".join([where, *(str(step) for step in first["loc"])])
    found = "nothing" if first["type"] == "missing" else brief(first["input"])
    more = f" {len(others)} more field(s) of this record are wrong as well." if others else ""
    expected = first["msg"].removeprefix("Value error, ")
    return RecordInvalid(
        path, expected=expected, found=found, remedy=f"Correct this field and send again.{more}"
    )
