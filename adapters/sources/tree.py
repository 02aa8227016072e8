"""The tree that every reader gives: named nodes with their place, and text where they are values."""

from collections.abc import Iterator
from dataclasses import dataclass, field

DESCRIBING = frozenset(
    f"@{name}"
    for name in (
        "listID", "listAgencyID", "listAgencyName", "listName", "listVersionID", "listURI", "listSchemeURI",
        "schemeID", "schemeAgencyID", "schemeAgencyName", "schemeName", "schemeVersionID", "schemeURI",
        "schemeDataURI", "languageID", "unitCodeListID", "unitCodeListAgencyID", "unitCodeListAgencyName",
        "currencyCodeListVersionID", "name", "format", "formatCode",
    )
)  # fmt: skip
"""Attributes of UN/CEFACT core component types that describe a value and are none themselves."""


@dataclass(slots=True, eq=False)
class Node:
    """An element, attribute, member, component or cell.

    `text` is the value as the document spells it, and None for a node that only holds others. `type` is the
    syntax's own type of a value ("text" where it has none; "number", "boolean" in JSON; "formula", "date" in
    a sheet).
    """

    name: str
    location: str
    text: str | None = None
    line: int | None = None
    type: str = "text"
    children: list["Node"] = field(default_factory=list)

    @property
    def place(self) -> str:
        """The node's location as an error shows it: with the line, where it is known."""
        return f"{self.location} (line {self.line})" if self.line else self.location or "/"

    def named(self, name: str) -> list["Node"]:
        """The children with that name, in the document's order."""
        return [child for child in self.children if child.name == name]

    def find_all(self, path: str) -> list["Node"]:
        """Every descendant at `path`, names joined by "/"; "." is the node itself."""
        first, _, rest = path.partition("/")
        found = [self] if path == "." else [child for child in self.children if child.name == first]
        while rest and found:
            first, _, rest = rest.partition("/")
            found = [child for node in found for child in node.children if child.name == first]
        return found

    def find(self, path: str) -> "Node | None":
        """The first descendant at `path` that holds a value or children."""
        first, _, rest = path.partition("/")
        for node in self.children if path != "." else (self,):
            if path != "." and node.name != first:
                continue
            found = node.find(rest) if rest else node
            if found is not None and (found.text or found.children):
                return found
        return None

    def value(self, path: str) -> str | None:
        """The text of the first value at `path`, without surrounding white space; None when there is none."""
        node = self.find(path)
        return node.text.strip() or None if node is not None and node.text else None

    def leaves(self) -> Iterator["Node"]:
        """Every value below this node (and itself), in the document's order; blank ones are no values."""
        if self.text and not self.text.isspace():
            yield self
        for child in self.children:
            if child.children:
                yield from child.leaves()
            elif child.text and not child.text.isspace():
                yield child
