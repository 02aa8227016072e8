"""From the bytes of a request to messages: JSON of the model, or a trade document that an adapter reads."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from adapters import IMPORT_DECLARATION, Drafts, read
from contracts import strict_json
from contracts.declarations import ImportDeclaration
from contracts.errors import RecordInvalid, brief
from contracts.ids import UnixTime
from gateway.errors import RequestInvalid

Previous = Callable[[str, str], ImportDeclaration | None]
"""(importing country, number) → how the declaration stands before this message."""


@dataclass(frozen=True)
class Received:
    """A message, with where it came from if it was read from a document."""

    message: ImportDeclaration
    format: str | None = None
    original_sha256: str | None = None
    reading: dict[str, Any] | None = None
    """The draft as JSON: provenance of every field, what was left unmapped, warnings."""


@dataclass(frozen=True)
class Context:
    """What a document may leave out: when it was lodged and in which country."""

    lodged: str | None = None
    importing_country: str | None = None


def from_json(data: bytes) -> Received:
    """The message that JSON spells; JsonInvalid or RecordInvalid, naming the first wrong field."""
    return Received(parse_declaration(strict_json.loads(data)))


def from_document(
    data: bytes, hint: str | None, context: Context, previous: Previous, now: UnixTime
) -> list[Received]:
    """The messages in a trade document, each completed from the version that it changes.

    A credential has to be valid at `now`, when it comes in. Raises what the adapter raises for a document it
    refuses, and RequestInvalid for one without a declaration.
    """
    drafts: Drafts = read(data, hint, at=datetime.fromtimestamp(now, UTC))
    wanted = [draft for draft in drafts if draft.kind == IMPORT_DECLARATION]
    if not wanted:
        raise RequestInvalid(
            "body", expected="an import declaration", found=f"a document read as {drafts.format}"
        )
    received = []
    for draft in wanted:
        country = draft.data.get("importing_country") or context.importing_country
        before = previous(country, draft.data["number"]) if country and draft.data.get("number") else None
        change = draft.data.get("function", "original") != "original"
        message = draft.declaration(
            lodged=context.lodged,
            importing_country=context.importing_country,
            previous=before if change else None,
        )
        received.append(Received(message, draft.format, draft.original_sha256, draft.to_dict()))
    return received


def parse_declaration(data: Any) -> ImportDeclaration:
    """The declaration that JSON values hold; RecordInvalid naming the first wrong field by its path."""
    try:
        message = ImportDeclaration.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        found = "nothing" if first["type"] == "missing" else brief(first["input"])
        path = "/".join(["declaration", *map(str, first["loc"])])
        raise RecordInvalid(path, expected=first["msg"].removeprefix("Value error, "), found=found) from None
    if message.function == "original" and not message.lines:
        raise RecordInvalid("declaration/lines", expected="at least one line of goods", found="none")
    return message
