"""A document's cells into its draft: each column by the conversion that its data names."""

from adapters.drafting import Drafting, Reading
from adapters.drafts import IMPORT_DECLARATION, Draft, DraftKind
from adapters.errors import DocumentMalformed, ValueRefused
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.templates.columns import Column, Template
from adapters.templates.sheets import Document, documents_of, the_template
from adapters.values import Convert, Noted
from adapters.values.codes import (
    agreement,
    container,
    country,
    currency,
    flag,
    hs,
    imo,
    incoterm,
    locode,
    one_of,
    unit,
    year,
)
from adapters.values.numbers import count, decimal
from adapters.values.text import code, identifier, language, text
from adapters.values.times import day, moment
from contracts.errors import brief
from contracts.records import Kind

_LIST_SEPARATOR = "|"


def exact_moment(value: str, node: Node) -> str:
    """A moment with its offset; a template has room for one, so none is ever assumed."""
    result = moment(value, node)
    if isinstance(result, Noted):
        raise ValueRefused(
            node.place, expected="a moment with its offset: 2026-03-05T10:30:00+09:00", found=brief(value)
        )
    return str(result)


_CONVERSIONS: dict[str, Convert] = {
    "agreement": agreement,
    "code": code,
    "count": count,
    "country": country,
    "currency": currency,
    "date": day,
    "date_time": exact_moment,
    "decimal": decimal,
    "flag": flag,
    "hs": hs,
    "identifier": identifier,
    "imo": imo,
    "incoterm": incoterm,
    "language": language,
    "locode": locode,
    "text": text,
    "unit": unit,
    "year": year,
}


def read_template(reading: Reading) -> list[Draft]:
    """A draft for every document of the table."""
    chosen = the_template(reading.root)
    documents = list(documents_of(reading.root, chosen, reading))
    if not documents:
        raise DocumentMalformed(
            reading.root.location, expected="at least one row below the header", found="none"
        )
    return [_draft(reading, chosen, document) for document in documents]


def _draft(reading: Reading, chosen: Template, document: Document) -> Draft:
    kind: DraftKind
    kind = IMPORT_DECLARATION if chosen.kind == IMPORT_DECLARATION else Kind[chosen.kind.upper()]
    drafting = Drafting(reading, kind, *document.nodes)
    for column in chosen.columns:
        cell = None if column.line else document.header(column, reading)
        if cell is not None:
            _fill(drafting, column, cell, document, "")
        elif column.required and not column.line:
            _refuse_missing(column, document)
    for row in document.rows:
        if any(chosen.by_key[key].line for key in row):
            _line(drafting, chosen, document, row)
    return drafting.finish()


def _line(drafting: Drafting, chosen: Template, document: Document, row: dict[str, Node]) -> None:
    at = drafting.next_item(chosen.lines) + "/"
    for column in chosen.columns:
        if not column.line:
            continue
        if column.key in row:
            _fill(drafting, column, row[column.key], document, at)
        elif column.required:
            _refuse_missing(column, document, next(iter(row.values())))


def _refuse_missing(column: Column, document: Document, beside: Node | None = None) -> None:
    place = beside.place if beside is not None else document.nodes[0].place
    raise DocumentMalformed(
        place, expected=f"a value in the column {column.key} of this document or row", found="an empty cell"
    )


def _fill(drafting: Drafting, column: Column, cell: Node, document: Document, at: str) -> None:
    """The cell's value at its field, and wherever else the column says."""
    match column.value:
        case "references":
            _references(drafting, column, cell)
        case "texts":
            _texts(drafting, column, cell)
        case "equipment":
            _equipment(drafting, column, cell)
        case "authorisation":
            _authorisation(drafting, column, cell)
        case "amount":
            _amount(drafting, column, cell, document, at)
        case "adjustment":
            _adjustment(drafting, column, cell, document)
        case "choice":
            drafting.convert(at + column.target, cell, one_of(column.choices))
        case _:
            drafting.convert(at + column.target, cell, _CONVERSIONS[column.value])
    _also(drafting, column, cell, at)


def _also(drafting: Drafting, column: Column, cell: Node, at: str) -> None:
    """A second place for the value: the issuer, or a reference."""
    if column.also is None:
        return
    if column.party is not None:
        target = column.also + column.target.removeprefix(column.party)
        if column.value == "texts":
            _texts(drafting, column, cell, target)
        else:
            drafting.convert(target, cell, _CONVERSIONS[column.value])
    elif column.also == "proof":
        kind = drafting.values.get(f"{at}preference/proof_type")
        if kind in ("CO", "OD"):
            put_reference(drafting, cell, str(kind))
    else:
        put_reference(drafting, cell, column.also)


def _parts(cell: Node) -> list[Node]:
    """The values of a cell that lists several, each with the cell's place."""
    listed = [part.strip() for part in (cell.text or "").split(_LIST_SEPARATOR)]
    return [Node(cell.name, cell.location, part, cell.line, cell.type) for part in listed if part]


def _references(drafting: Drafting, column: Column, cell: Node) -> None:
    """Numbers as references; those of a field of their own stand there as well."""
    listed, _, type_ = column.target.rpartition("/")
    for part in _parts(cell):
        if listed:
            put_reference(drafting, part, type_, at=listed)
        put_reference(drafting, part, type_)


def _texts(drafting: Drafting, column: Column, cell: Node, target: str | None = None) -> None:
    for part in _parts(cell):
        drafting.convert(drafting.next_item(target or column.target), part, text)


def _equipment(drafting: Drafting, column: Column, cell: Node) -> None:
    for part in _parts(cell):
        drafting.convert(f"{drafting.next_item(column.target)}/number", part, container)
        put_reference(drafting, part, "CNTR")


def _authorisation(drafting: Drafting, column: Column, cell: Node) -> None:
    listed, _, scheme = column.target.rpartition("/")
    path = drafting.next_item(listed)
    drafting.put(f"{path}/scheme", scheme, cell)
    drafting.convert(f"{path}/value", cell, identifier)


def _amount(drafting: Drafting, column: Column, cell: Node, document: Document, at: str) -> None:
    """An amount in the document's currency."""
    named = next((row["currency"] for row in document.rows if "currency" in row), None)
    if named is None:
        raise DocumentMalformed(cell.place, expected="a currency for this amount", found="an empty column")
    drafting.convert(f"{at}{column.target}/value", cell, decimal)
    drafting.convert(f"{at}{column.target}/currency", named, currency)


def _adjustment(drafting: Drafting, column: Column, cell: Node, document: Document) -> None:
    """An addition or deduction with its reason; the two columns together are one adjustment."""
    if column.target.endswith("_reason"):
        return
    reason = next(
        (row[f"{column.key}_reason"] for row in document.rows if f"{column.key}_reason" in row), None
    )
    if reason is None:
        raise DocumentMalformed(
            cell.place, expected=f"a reason in {column.key}_reason", found="an empty cell"
        )
    path = drafting.next_item("adjustments")
    drafting.put(f"{path}/type", column.target, cell)
    drafting.convert(f"{path}/reason", reason, text)
    spread = Column(column.key, f"{path}/amount", "amount", "", "")
    _amount(drafting, spread, cell, document, "")
