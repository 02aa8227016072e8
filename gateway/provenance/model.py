"""A document as the source of fields, and the place of one field in it."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from contracts.fields import MAX_FIELDS

Path = Annotated[str, Field(min_length=1, max_length=512)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldSource(_Part):
    """Where a field stood, and how it was written there."""

    location: str
    """An XPath, a JSON pointer, a segment with element and component, or a cell; empty for a mere default."""
    original: str
    line: Annotated[int, Field(ge=1)] | None = None
    """The line of the file, where the reader knows it."""
    default: str | None = None
    """What of the value is not in the document, and why it was taken."""
    version: Annotated[int, Field(ge=1)] | None = None
    """Of a declaration: the version whose document it stood in, if that is an earlier one."""


class Document(_Part):
    """A document, with the place of each field that it gave."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """What its sender calls it."""
    format: Annotated[str, Field(min_length=1, max_length=60)]
    original_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    fields: Annotated[dict[Path, FieldSource], Field(min_length=1, max_length=MAX_FIELDS)]

    def source_of(self, path: str) -> FieldSource | None:
        """The place of the field at `path`; of a measure or an amount, that of its value."""
        return self.fields.get(path) or self.fields.get(f"{path}/value")

    def to_json(self) -> dict[str, Any]:
        """The document as JSON, without what is absent."""
        return self.model_dump(mode="json", exclude_none=True)
