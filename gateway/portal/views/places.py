"""Where in a document a value stood, as pages show it: file, line, place, and how it was written there."""

import re
from dataclasses import dataclass

from gateway.portal.language import Language
from gateway.provenance import Document, FieldSource

_OF_PARTS = ("", "/value", "/name", "/code", "/number", "/locode")
"""What a thing of several fields is looked up by: an amount by its value, a party by its name."""


@dataclass(frozen=True)
class Place:
    """A value's place: `document` names the file, `line` its line, `location` the XPath, pointer, segment or
    cell; `written` is its spelling there, if it is another; `why` goes with what no document says.
    """

    document: str
    line: str
    location: str
    written: str
    why: str
    more: int = 0
    """How many other places gave parts of the value."""

    @property
    def short(self) -> str:
        """File and line; the location where there is no line."""
        return ", ".join(part for part in (self.document, self.line or self.location) if part)


def place_of(document: Document | None, path: str, shown: str, language: Language) -> Place | None:
    """Where the value `shown`, of the field at `path`, stood; `*` in a path stands for every line.

    None where nobody told: the record came as JSON, or its author keeps its documents to itself.
    """
    if document is None or not path:
        return None
    found = _sources(document, path)
    if not found:
        return None
    source = found[0]
    line = "" if source.line is None else language.say("line %(line)s", line=str(source.line))
    name = document.name or ""
    if source.version is not None:
        name = language.say("Version %(version)s", version=source.version)
    written = "" if source.original in shown else source.original
    return Place(name, line, source.location, written, source.default or "", len(found) - 1)


def _sources(document: Document, path: str) -> list[FieldSource]:
    for part in _OF_PARTS:
        if "*" not in path:
            found = [source] if (source := document.fields.get(path + part)) else []
        else:
            wanted = re.compile(re.escape(path + part).replace(r"\*", "[0-9]+"))
            found = [source for name, source in document.fields.items() if wanted.fullmatch(name)]
        if found:
            return found
    return []
