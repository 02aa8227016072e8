"""Parts that credentials share: loosely written units, organisations, prices, days of moments."""

from adapters.amounts import put_amount
from adapters.codelists import table
from adapters.drafting import Drafting, Reading
from adapters.mapping import By, Mapping, Take, Within, below, first_value
from adapters.sources.tree import Node
from adapters.values import Noted
from adapters.values.codes import country, hs, unit
from adapters.values.numbers import count, decimal
from adapters.values.text import identifier
from adapters.values.times import day

_FRAMES = (
    "@context", "type", "version", "schema", "proof", "credentialSchema", "credentialStatus", "renderMethod",
    "$template", "template", "links", "qrCode", "attachments", "openAttestationMetadata",
)  # fmt: skip


def frame(reading: Reading) -> None:
    """Marks what makes the document a credential and says nothing of trade."""
    for child in reading.root.children:
        if child.name in _FRAMES:
            for leaf in child.leaves():
                reading.mark_structural(leaf, "frames the credential")
    pending = list(reading.root.children)
    while pending:
        node = pending.pop()
        pending.extend(node.children)
        if node.name == "type" and node.location not in reading.used:
            reading.mark_structural(node, "says what the values beside it are")


def day_of(value: str, node: Node) -> str | Noted:
    """A day; of a moment its day in the moment's own offset, and said to be."""
    if "T" in value:
        return Noted(str(day(value[:10], node)), "date.of_moment", f"the day of the moment {value}")
    return day(value, node)


def loose_unit(value: str, node: Node) -> str | Noted:
    """A Rec 20 code, or a symbol that is written where one belongs (`kg`, `lbs`)."""
    known = table("units")["symbols"].get(value)
    if known is not None:
        return Noted(str(known), "code.converted", f"unit {value!r} written as {known}")
    return unit(value, node)


def quantity(source: str, target: str) -> By:
    """A rule: a QuantitativeValue, with `value` and `unitCode`."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = node.find(source)
        value = None if found is None else first_value(found, "value")
        named = None if found is None else first_value(found, ("unitCode", "unit", "unitText"))
        if value is None or named is None:
            return
        if drafting.convert_if_possible(f"{below(at, target)}/unit", named, loose_unit):
            drafting.convert(f"{below(at, target)}/value", value, decimal)

    return By(apply, ((f"{source}/value", f"{target}/value"), (f"{source}/unitCode", f"{target}/unit")))


def price(source: str, target: str) -> By:
    """A rule: a PriceSpecification, with `price` and `priceCurrency`."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = node.find(source)
        value = None if found is None else first_value(found, ("price", "value"))
        if found is not None and value is not None:
            put_amount(drafting, value, first_value(found, ("priceCurrency", "currency")), below(at, target))

    return By(
        apply, ((f"{source}/price", f"{target}/value"), (f"{source}/priceCurrency", f"{target}/currency"))
    )


_SCHEMES = {
    "leiCode": "LEI",
    "taxId": "TAX",
    "taxID": "TAX",
    "scac": "SCAC",
    "globalLocationNumber": "GLN",
    "iataCarrierCode": "IATA",
}


def _identifiers(drafting: Drafting, node: Node, at: str) -> None:
    did = first_value(node, "id")
    if did is not None and (did.text or "").startswith(("did:", "http")):
        item = drafting.next_item(below(at, "identifiers"))
        scheme = "DID" if (did.text or "").startswith("did:") else "URI"
        drafting.put_default(f"{item}/scheme", scheme, "the form of the identifier")
        drafting.convert(f"{item}/value", did, identifier)
    for name, scheme in _SCHEMES.items():
        found = first_value(node, name)
        if found is not None:
            item = drafting.next_item(below(at, "identifiers"))
            drafting.put_default(f"{item}/scheme", scheme, f"the member {name}")
            drafting.convert(f"{item}/value", found, identifier)


_ADDRESS: Mapping = (
    Take("streetAddress", "lines/0"),
    Take("addressLocality", "city"),
    Take("addressRegion", "region"),
    Take("postalCode", "postcode"),
    Take("addressCountry", "country", country, lenient=True),
)

ORGANISATION: Mapping = (
    Take(("name", "legalName"), "name"),
    By(_identifiers, (("id", "identifiers/n/value"), *((name, "identifiers/n/value") for name in _SCHEMES))),
    Within("location/address", "address", _ADDRESS),
    Within("address", "address", _ADDRESS),
    Take(("location/address/addressCountry", "address/addressCountry"), "country", country, lenient=True),
)


def issuer(drafting: Drafting, node: Node, _at: str) -> None:
    """The credential's issuer: an organisation, or an identifier alone."""
    from adapters.mapping import apply

    found = node.find("issuer")
    if found is None:
        return
    if found.text is None:
        apply(ORGANISATION, drafting, found, "issuer")
        return
    item = drafting.next_item("issuer/identifiers")
    drafting.put_default(
        f"{item}/scheme", "DID" if found.text.startswith("did:") else "URI", "the identifier's form"
    )
    drafting.convert(f"{item}/value", found, identifier)


ISSUER = By(issuer, (("issuer", "issuer"),))


def _commodity(drafting: Drafting, node: Node, at: str) -> None:
    """A commodity whose code is of the Harmonized System, or of a tariff built on it."""
    for path in ("commodity", "product/commodity"):
        found = first_value(node, f"{path}/commodityCode")
        kind = first_value(node, f"{path}/commodityCodeType")
        if found is None:
            continue
        if kind is not None and (kind.text or "").strip().upper() not in (
            "HS",
            "HTS",
            "HSCODE",
            "HTSUS",
            "SCHEDULE B",
        ):
            drafting.reading.leave(found, "a code of another classification")
            continue
        drafting.convert_if_possible(below(at, "classification/code"), found, hs)
        if kind is not None:
            drafting.reading.mark_structural(kind, "names the classification")
        return


COMMODITY = By(
    _commodity,
    (
        ("commodity/commodityCode", "classification/code"),
        ("product/commodity/commodityCode", "classification/code"),
    ),
)


def sequence(*sources: str) -> By:
    """A rule: the line's number where one of `sources` is one, else its place in the list."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = first_value(node, sources) if sources else None
        if found is not None and drafting.convert_if_possible(below(at, "sequence"), found, count):
            return
        place = int(at.rpartition("/")[2]) + 1
        drafting.put_default(below(at, "sequence"), place, "the line's place: it has no number")

    return By(apply, tuple((path, "sequence") for path in sources))


def pieces(source: str, target: str) -> By:
    """A rule: a number of items without a unit, in pieces, which is then marked as a default."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = first_value(node, source)
        path = below(at, target)
        if (
            found is not None
            and not drafting.has(path)
            and drafting.convert_if_possible(f"{path}/value", found, decimal)
        ):
            drafting.put_default(f"{path}/unit", "C62", "a number of items has no unit: pieces")

    return By(apply, ((source, f"{target}/value"),))
