"""A record or a declaration as the graph sees it: what it is, what it names, who says so, and when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from contracts.declarations import ImportDeclaration
from contracts.ids import MemberId
from contracts.records.kinds import Kind
from gateway.consignments.names import Mention, Name, mention, mention_of, normalised

DECLARATION = 0
"""The kind of an import declaration here: it is no record on the ledger, so it has no number of its own."""

BEFORE_LOADING = timedelta(days=21)
AFTER_LOADING = timedelta(days=90)
"""How long around its loading a container speaks of one carriage: stuffing and gate-in before it, the longest
liner voyages with transhipment and return of the empty after it. A container is used again afterwards."""

TRANSPORT_TYPES = {"714": "HBL", "740": "AWB", "741": "AWB"}
"""UNTDID 1001 code of a transport document → reference type; a bill of lading otherwise."""


_DECLARED = "declaration:"


def declaration_node(name: str) -> str:
    """The node of the declaration that the gateway calls `name`."""
    return _DECLARED + name


def declaration_name(node: str) -> str | None:
    """The declaration that `node` stands for; None for a record's."""
    return node.removeprefix(_DECLARED) if node.startswith(_DECLARED) else None


@dataclass(frozen=True)
class Statement:
    """A node of the graph. `node` is a record's id in hex, or a declaration's key; `own` the document it is.

    `author` is the member whose key signed it, None for a declaration. `first` and `last` bound the
    carriage that its containers speak of; both are None where it gives no date, and then its containers
    link nothing.
    """

    node: str
    kind: int
    author: MemberId | None
    own: Mention | None = None
    mentions: tuple[Mention, ...] = ()
    issuer: frozenset[str] = frozenset()
    audience: frozenset[int] = frozenset()
    first: date | None = None
    last: date | None = None
    is_master: bool = False
    names: frozenset[Name] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        own = (self.own,) if self.own else ()
        object.__setattr__(self, "names", frozenset(m.name for m in (*own, *self.mentions)))

    def mentions_of(self, name: Name) -> Iterator[Mention]:
        """The mentions of `name`, as written, without the document's own number."""
        return (m for m in self.mentions if m.name == name)


def statement_of_record(kind: int, data: Mapping[str, Any], node: str) -> Statement:
    """The statement that a record known as `node` makes.

    `data` is a valid record as JSON spells it: the stage reads tens of thousands a batch, and has no need to
    validate anew what intake did.
    """
    own = _own(kind, data)
    named = [mention(r["type"], r["number"], r.get("issuer")) for r in data.get("references", ())]
    named += _named_in(kind, data)
    first, last = _carriage(kind, data)
    return Statement(
        node=node,
        kind=kind,
        author=MemberId(data["author"]),
        own=own,
        mentions=_distinct(named, own),
        issuer=_spellings(data["issuer"]),
        audience=frozenset(data.get("audience", ())),
        first=first,
        last=last,
        is_master=data.get("level") == "master" or data.get("type_code") in ("704", "741"),
    )


def statement_of_declaration(versions: Iterable[ImportDeclaration], node: str) -> Statement:
    """The statement that a declaration makes over all its versions: what it once named stays in its
    history.
    """
    named: list[Mention] = []
    number = ""
    for declaration in versions:
        number = declaration.number
        named += [mention_of(r) for r in (*declaration.transport_documents, *declaration.references)]
        named += [mention("INV", invoice.number) for invoice in declaration.invoices]
        named += [mention("CNTR", equipment.number) for equipment in declaration.equipment]
        named += [mention("UCR", declaration.ucr)] if declaration.ucr else []
        for line in declaration.lines:
            claim = line.preference
            if claim and claim.proof_number:
                named.append(mention("OD" if claim.proof_type == "OD" else "CO", claim.proof_number))
            named += [mention("RUL", line.ruling)] if line.ruling else []
    own = _nameable(mention("DEC", number))
    return Statement(node, DECLARATION, None, own, _distinct(named, own))


_OWN_TYPE: dict[int, str] = {
    Kind.ORIGIN_CERTIFICATE: "CO",
    Kind.ORIGIN_DECLARATION: "OD",
    Kind.INVOICE: "INV",
    Kind.TRANSPORT_DOCUMENT: "BL",
    Kind.PACKING_LIST: "PKL",
    Kind.PARCEL: "HAWB",
    Kind.ADVANCE_RULING: "RUL",
    Kind.EXPORT_DECLARATION: "EXP",
}
"""Kind → the type of reference that its own number is; the others are documents that nobody refers to."""


def _own(kind: int, data: Mapping[str, Any]) -> Mention | None:
    type_ = _OWN_TYPE.get(kind)
    if type_ is None:
        return None
    if kind == Kind.TRANSPORT_DOCUMENT:
        type_ = TRANSPORT_TYPES.get(data["type_code"], type_)
        if type_ == "AWB" and data.get("level") == "house":
            type_ = "HAWB"
    return _nameable(mention(type_, data["number"]))


def _nameable(own: Mention) -> Mention | None:
    """A document whose number has neither letters nor digits goes by no name."""
    return own if own.name.number else None


def _named_in(kind: int, data: Mapping[str, Any]) -> list[Mention]:
    """The numbers that stand in a record's own fields, beside its references."""
    if kind in (Kind.ORIGIN_CERTIFICATE, Kind.ORIGIN_DECLARATION):
        return _named_in_proof(data)
    if kind in (Kind.TRANSPORT_DOCUMENT, Kind.MILESTONE):
        return [mention("CNTR", number) for number in _containers(data)]
    if kind == Kind.PACKING_LIST:
        boxes = [mention("CNTR", p["container"]) for p in data["packages"] if p.get("container")]
        return [*([mention("INV", data["invoice"])] if data.get("invoice") else []), *boxes]
    if kind == Kind.INVOICE:
        return [mention("PO", x["purchase_order"]) for x in data["lines"] if x.get("purchase_order")]
    single = {Kind.OUTCOME: ("CO", "proof"), Kind.PARCEL: ("ORD", "order")}.get(Kind(kind))
    if kind == Kind.EXPORT_DECLARATION:
        single = ("BL", "transport_document")
    return [mention(single[0], data[single[1]])] if single and data.get(single[1]) else []


def _named_in_proof(data: Mapping[str, Any]) -> list[Mention]:
    invoices = {line["invoice"]["number"] for line in data["lines"] if line.get("invoice")}
    if data.get("carrier_document"):
        invoices.add(data["carrier_document"]["number"])
    named = [mention("INV", number) for number in sorted(invoices)]
    if data.get("original_proof"):
        named.append(mention("CO", data["original_proof"]["number"]))
    return named


def _containers(data: Mapping[str, Any]) -> list[str]:
    """Container numbers of a transport document (a list) or a milestone (one)."""
    equipment = data.get("equipment") or ()
    boxes = [equipment] if isinstance(equipment, Mapping) else equipment
    return [b["number"] for b in boxes] + [n for i in data.get("items", ()) for n in i.get("containers", ())]


def _carriage(kind: int, data: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """The days between which a record's containers speak of its carriage (both included)."""
    if kind == Kind.MILESTONE:
        day = date.fromisoformat(data["occurred"][:10])
        return day, day
    if kind != Kind.TRANSPORT_DOCUMENT:
        return None, None
    stated = [data.get("on_board_date"), data.get("issue_date")]
    stated += [leg.get(name) for leg in data.get("legs", ()) for name in ("departure_date", "arrival_date")]
    days = [date.fromisoformat(day) for day in stated if day]
    if not days:
        return None, None
    return min(days) - BEFORE_LOADING, max(min(days) + AFTER_LOADING, *days)


def _spellings(party: Mapping[str, Any]) -> frozenset[str]:
    """Every way to call a party: names and identifiers, normalised, to compare with a reference's issuer."""
    values = [party.get("name"), party.get("name_local")]
    values += [identifier["value"] for identifier in party.get("identifiers", ())]
    return frozenset(normalised(value) for value in values if value)


def _distinct(mentions: list[Mention], own: Mention | None) -> tuple[Mention, ...]:
    """`mentions` without repetitions and without the document's own name, in one order for one set."""
    kept = {m for m in mentions if m.name.number and (own is None or m.name != own.name)}
    return tuple(sorted(kept, key=lambda m: (m.name, m.type, m.written, m.issuer or "")))
