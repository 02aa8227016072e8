"""What reading a document gives: drafts of records with the source of every field, and what was left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from adapters.changes import Change
from adapters.credentials.proofs import ProofCheck
from adapters.errors import DraftIncomplete
from contracts.declarations import ImportDeclaration
from contracts.records import Kind, Record, parse_record

IMPORT_DECLARATION: Final = "import_declaration"

DraftKind = Kind | Literal["import_declaration"]
"""A kind of record, or the import declaration, which never goes on the ledger."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field came from.

    `location` is an XPath, a JSON pointer, a segment with element and component, or a cell; `line` the line
    of the file where the reader knows it. `original` is the value as the document spells it. `default` says
    what of the value is not in the document.
    """

    location: str
    original: str
    line: int | None = None
    default: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The source as JSON."""
        return _without_none(
            location=self.location, original=self.original, line=self.line, default=self.default
        )


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A value of the document that no field of the record holds, with the reason where there is one."""

    location: str
    original: str
    reason: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The unmapped value as JSON."""
        return _without_none(location=self.location, original=self.original, reason=self.reason)


@dataclass(frozen=True, slots=True)
class Remark:
    """A warning: something a person should look at, though the document was read."""

    code: str
    location: str
    message: str

    def to_dict(self) -> dict[str, Any]:
        """The warning as JSON."""
        return _without_none(code=self.code, location=self.location, message=self.message)


@dataclass(frozen=True, slots=True)
class Expectation:
    """An event that a document plans, requests or estimates, or gives no time for: never a milestone."""

    location: str
    classifier: str
    event: str
    scheme: str
    when: str | None
    details: Mapping[str, str]
    locations: tuple[str, ...] = ()
    """Where in the document its values stand."""

    def to_dict(self) -> dict[str, Any]:
        """The expectation as JSON."""
        return _without_none(
            location=self.location,
            classifier=self.classifier,
            event=self.event,
            scheme=self.scheme,
            when=self.when,
            details=dict(self.details),
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as far as its document goes, with the source of every field.

    `data` is JSON-shaped; `provenance` holds a source for each of its leaves, by path (`lines/0/hs/code`).
    `structural` are values that chose a mapping rather than fill a field: type codes, currencies of the
    document, qualifiers. `missing` names fields that the record needs and the document does not hold.
    """

    kind: DraftKind
    data: Mapping[str, Any]
    provenance: Mapping[str, Source]
    unmapped: tuple[Unmapped, ...]
    structural: tuple[Unmapped, ...]
    warnings: tuple[Remark, ...]
    missing: tuple[str, ...]
    format: str
    original_sha256: str
    location: str
    changes: tuple[Change, ...] = ()
    """What an amendment points at, one by one; without any it replaces the fields that it holds."""

    @property
    def defaults(self) -> dict[str, str]:
        """Path → reason, for every field whose value is a default and not the document's."""
        return {path: source.default for path, source in self.provenance.items() if source.default}

    def source_of(self, path: str) -> Source | None:
        """The source of the field at `path`; of an amount or measure, that of its value."""
        for candidate in (path, f"{path}/value"):
            if candidate in self.provenance:
                return self.provenance[candidate]
        return None

    def record(
        self,
        *,
        author: int,
        grade: str,
        audience: Iterable[int] = (),
        issuer: Mapping[str, Any] | None = None,
        completing: Mapping[str, Any] | None = None,
    ) -> Record:
        """The record that `author` (a member's number) states, at `grade`, readable by `audience`.

        `issuer` is used only where the document names none, and `completing` (fields by name, as JSON)
        only where the document is silent: it never changes what the document says. Raises RecordInvalid for
        context that a record does not accept; DraftIncomplete, naming every field that is still missing, and
        for a declaration, which is no record.
        """
        if not isinstance(self.kind, Kind):
            raise DraftIncomplete(
                self.location,
                expected="a document that becomes a record",
                found="an import declaration",
                remedy="Use `declaration()`: a declaration never goes on the ledger.",
            )
        context = {"author": author, "grade": grade, "audience": list(audience)}
        completed = _completed(self.data, completing or {})
        absent = [path for path in self.missing if path != "issuer" and not _holds(completed, path)]
        if absent:
            raise DraftIncomplete(
                self.location,
                expected=", ".join(absent),
                found="a document that does not say so",
                remedy="Supply these fields beside the document (`completing`; `tegata submit --complete`).",
            )
        data = {"issuer": dict(issuer or {}), **completed, **context}
        return parse_record(self.kind, data, self.location)

    def declaration(
        self,
        *,
        lodged: datetime | str | None = None,
        importing_country: str | None = None,
        previous: ImportDeclaration | None = None,
    ) -> ImportDeclaration:
        """The import declaration.

        `lodged` and `importing_country` are used only where the document does not state them. An amendment or
        cancellation that holds only what changes is completed from `previous`, the version that it changes.
        Raises DraftIncomplete naming what is missing, and ValueRefused for fields no declaration accepts.
        """
        from adapters.declaring import declare

        return declare(self, lodged=lodged, importing_country=importing_country, previous=previous)

    def to_dict(self) -> dict[str, Any]:
        """The draft as JSON."""
        return {
            "kind": self.kind.slug if isinstance(self.kind, Kind) else self.kind.replace("_", "-"),
            "format": self.format,
            "location": self.location,
            "original_sha256": self.original_sha256,
            "data": dict(self.data),
            "provenance": {path: source.to_dict() for path, source in self.provenance.items()},
            "defaults": self.defaults,
            "missing": list(self.missing),
            "unmapped": [item.to_dict() for item in self.unmapped],
            "structural": [item.to_dict() for item in self.structural],
            "warnings": [item.to_dict() for item in self.warnings],
        }


class Drafts(list[Draft]):
    """The drafts of one document, with what belongs to none of them.

    `expectations` are planned or estimated events; `unmapped`, `structural` and `warnings` stand outside
    every draft (an envelope, a sheet of notes). `proofs` are what became of a credential's own proofs.
    """

    def __init__(
        self,
        drafts: Iterable[Draft] = (),
        *,
        format_: str,
        original_sha256: str,
        expectations: Sequence[Expectation] = (),
        unmapped: Sequence[Unmapped] = (),
        structural: Sequence[Unmapped] = (),
        warnings: Sequence[Remark] = (),
        proofs: Sequence[ProofCheck] = (),
    ) -> None:
        super().__init__(drafts)
        self.format = format_
        self.original_sha256 = original_sha256
        self.expectations = tuple(expectations)
        self.unmapped = tuple(unmapped)
        self.structural = tuple(structural)
        self.warnings = tuple(warnings)
        self.proofs = tuple(proofs)


def _completed(data: Any, more: Any) -> Any:
    """`data` with what of `more` it lacks, at any depth; lists by place."""
    if isinstance(data, Mapping) and isinstance(more, Mapping):
        return {name: _completed(data.get(name), more.get(name)) for name in {**data, **more}}
    if isinstance(data, list) and isinstance(more, list):
        longer = max(len(data), len(more))
        return [
            _completed(*(each[i] if i < len(each) else None for each in (data, more))) for i in range(longer)
        ]
    return more if data is None else data


def _holds(data: Any, path: str) -> bool:
    """True when something stands at `path` (`lines/0/quantity`) of nested data."""
    for step in path.split("/"):
        if isinstance(data, list):
            data = data[int(step)] if step.isdigit() and int(step) < len(data) else None
        else:
            data = data.get(step) if isinstance(data, Mapping) else None
    return data is not None


def _without_none(**items: Any) -> dict[str, Any]:
    return {key: value for key, value in items.items() if value is not None}
