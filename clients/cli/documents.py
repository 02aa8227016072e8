"""From files to records: through the adapters, or as records in Tegata's own JSON."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.errors import RecordInvalid, brief
from contracts.records import Kind, Record, parse_record

if TYPE_CHECKING:
    from adapters import Draft, Drafts

MAX_DOCUMENT = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Context:
    """What a document does not say: who states it, at what grade, for whose eyes, who issued it."""

    member: int
    grade: str = "issuer_signed"
    audience: tuple[int, ...] = ()
    issuer: str | None = None
    completing: tuple[dict[str, Any], ...] = ()
    """Fields for documents that are silent about them: one object for every record, or one for each."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A record, and the file and place in it that it was read from; `draft` is None for Tegata's own JSON."""

    file: Path
    place: str
    record: Record
    draft: "Draft | None" = None


def read_drafts(file: Path, hint: str | None = None) -> "Drafts":
    """The drafts that the adapters make of `file`; DocumentRefused with position, expected, found.

    A credential has to be valid now.
    """
    from adapters import read

    return read(read_limited(file), hint, at=datetime.now(UTC))


def read_limited(file: Path) -> bytes:
    """The content of `file`; RecordInvalid above 100 MB, before it is read."""
    size = file.stat().st_size
    if size > MAX_DOCUMENT:
        raise RecordInvalid(str(file), expected=f"at most {MAX_DOCUMENT} bytes", found=f"{size} bytes")
    return file.read_bytes()


def records_of(
    file: Path, context: Context, *, hint: str | None = None, kind: str | None = None
) -> list[Origin]:
    """The records in `file`; with `kind` (`invoice`) it is one record, or a list, in Tegata's own JSON."""
    if kind is not None:
        return [Origin(file, place, record) for place, record in _own_json(file, context, kind)]
    issuer = None if context.issuer is None else {"name": context.issuer}
    found = []
    for place, draft in enumerate(read_drafts(file, hint)):
        record = draft.record(
            author=context.member,
            grade=context.grade,
            audience=context.audience,
            issuer=issuer,
            completing=_completing(context, place, draft.location),
        )
        found.append(Origin(file, draft.location, record, draft))
    if not found:
        raise RecordInvalid(str(file), expected="a document that becomes records", found="none in it")
    return found


def completing_of(file: Path | None) -> tuple[dict[str, Any], ...]:
    """What a companion file supplies: a JSON object, or a list with an object for each record."""
    if file is None:
        return ()
    from contracts import strict_json

    document = strict_json.loads(read_limited(file), str(file))
    items = document if isinstance(document, list) else [document]
    for place, item in enumerate(items):
        if not isinstance(item, dict):
            raise RecordInvalid(f"{file}/{place}", expected="fields as a JSON object", found=brief(item))
    return tuple(items)


def _completing(context: Context, place: int, location: str) -> dict[str, Any]:
    supplied = context.completing
    if len(supplied) <= 1:
        return supplied[0] if supplied else {}
    if place >= len(supplied):
        found = f"{len(supplied)} in the companion file"
        raise RecordInvalid(location, expected="an object for each record of the document", found=found)
    return supplied[place]


def _own_json(file: Path, context: Context, kind: str) -> list[tuple[str, Record]]:
    from contracts import strict_json

    document = strict_json.loads(read_limited(file), str(file))
    items = document if isinstance(document, list) else [document]
    number = kind_named(kind)
    found = []
    for index, item in enumerate(items):
        place = f"{file}/{index}"
        if not isinstance(item, dict):
            raise RecordInvalid(place, expected="a record as a JSON object", found=brief(item))
        context_fields = {"author": context.member, "grade": context.grade}
        if context.audience:
            context_fields |= {"audience": list(context.audience)}
        found.append((place, parse_record(number, {**context_fields, **item}, place)))
    return found


def kind_named(slug: str) -> Kind:
    """The kind of that name; RecordInvalid for none."""
    for kind in Kind:
        if slug.replace("_", "-") == kind.slug:
            return kind
    raise RecordInvalid("--record", expected=", ".join(kind.slug for kind in Kind), found=brief(slug))
