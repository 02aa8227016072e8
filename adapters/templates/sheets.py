"""A table's rows as documents: which template its header is, and which rows belong to one number."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from adapters.drafting import Reading
from adapters.errors import DocumentMalformed, UnknownFormat, ValueRefused
from adapters.sources.tree import Node
from adapters.templates.columns import TEMPLATE_NAMES, Column, Template, template
from contracts.errors import brief


@dataclass(slots=True)
class Document:
    """The rows of one document; each row is its cells by column."""

    number: str
    rows: list[dict[str, Node]] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)

    def header(self, column: Column, reading: Reading) -> Node | None:
        """The document's one cell of `column`; ValueRefused when two rows disagree."""
        cells = [row[column.key] for row in self.rows if column.key in row]
        for other in cells[1:]:
            if _text(other) != _text(cells[0]):
                raise ValueRefused(
                    other.place,
                    expected=f"the same {column.key} as in {cells[0].location}, {brief(_text(cells[0]))}",
                    found=brief(_text(other)),
                )
            reading.mark_structural(other, f"repeats {cells[0].location}")
        return cells[0] if cells else None


def template_of(header: Node | None) -> Template | None:
    """The template whose required columns stand in the header; of several the one that knows most keys."""
    keys = {_text(cell) for cell in header.children} if header is not None else set()
    fitting = [known for known in map(template, TEMPLATE_NAMES) if known.required <= keys]
    return max(fitting, key=lambda known: len(keys & known.by_key.keys()), default=None)


def nearest(header: Node | None) -> str:
    """What is missing for the header to be a template, for an error."""
    keys = {_text(cell) for cell in header.children} if header is not None else set()
    known = max(map(template, TEMPLATE_NAMES), key=lambda each: len(keys & each.by_key.keys()))
    missing = ", ".join(sorted(known.required - keys)[:6])
    return f"a header row with {missing} (nearest template: {known.name})"


def the_template(root: Node) -> Template:
    """The template that the first sheet with one is; UnknownFormat when no sheet is."""
    for sheet in root.children:
        found = template_of(sheet.children[0] if sheet.children else None)
        if found is not None:
            return found
    sheet = next((each for each in root.children if each.children), root)
    header = sheet.children[0] if sheet.children else None
    keys = [_text(cell) for cell in header.children] if header is not None else []
    place = header.location if header is not None else root.location
    raise UnknownFormat(place, expected=nearest(header), found=brief(", ".join(keys)) or "an empty table")


def documents_of(root: Node, chosen: Template, reading: Reading) -> Iterator[Document]:
    """The documents of every sheet that is `chosen`, in the order in which their numbers appear."""
    for sheet in root.children:
        header = sheet.children[0] if sheet.children else None
        if header is None or template_of(header) is not chosen:
            reading.leave(sheet, f"no sheet of the template {chosen.name}")
            continue
        keys = _keys(header, chosen, reading)
        yield from _grouped(sheet.children[1:], keys, reading).values()


def _keys(header: Node, chosen: Template, reading: Reading) -> dict[str, str]:
    """Column letter → key; a column that the template does not have is left, with a warning."""
    keys: dict[str, str] = {}
    for cell in header.children:
        key = _text(cell)
        reading.mark_structural(cell, "heads its column")
        if key in keys.values():
            raise DocumentMalformed(cell.place, expected="each column once", found=f"{brief(key)} again")
        if key and key not in chosen.by_key:
            reading.warn("template.column", cell.location, f"unknown column {key!r}: left unmapped")
        elif key:
            keys[cell.name] = key
    return keys


def _grouped(rows: list[Node], keys: dict[str, str], reading: Reading) -> dict[str, Document]:
    documents: dict[str, Document] = {}
    current: Document | None = None
    for row in rows:
        cells = {keys[cell.name]: cell for cell in row.children if cell.name in keys and _text(cell)}
        if not cells:
            continue
        _check_width(row, keys, reading)
        if "number" in cells:
            number = _text(cells["number"])
            current = documents.setdefault(number, Document(number))
        if current is None:
            raise DocumentMalformed(row.place, expected="a number in the first row", found="an empty cell")
        current.rows.append(cells)
        current.nodes.append(row)
    return documents


def _check_width(row: Node, keys: dict[str, str], reading: Reading) -> None:
    """Values right of the header belong to no column: the row is shifted, or the header cut."""
    for cell in row.children:
        if cell.name not in keys and _text(cell):
            reading.leave(cell, "its column has no known heading")


def _text(cell: Node) -> str:
    return (cell.text or "").strip()
