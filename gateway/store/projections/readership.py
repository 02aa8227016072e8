"""Whom a record lets read it, as far as the record says: the rest is what the ledger says of members.

Pure. `gateway.indexer.readers` turns a readership into the members that it means.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, get_args

from contracts.fingerprints import identifier_hash
from contracts.ids import MemberId
from contracts.records import Kind, Record, kind_of
from contracts.records.parts import Identifier, Location, Part, Party


class Readership(NamedTuple):
    """Author and audience, the hashes of the identifiers of every party named, the importing countries; each
    in ascending order.
    """

    members: tuple[MemberId, ...]
    identifiers: tuple[bytes, ...]
    countries: tuple[str, ...]


def readership_of(record: Record) -> Readership:
    """The readership of `record`."""
    return Readership(
        tuple(sorted({MemberId(record.author), *map(MemberId, record.audience)})),
        tuple(sorted({identifier_hash(one.scheme, one.value) for one in identifiers_in(record)})),
        tuple(sorted(importing_countries(record))),
    )


def importing_countries(record: Record) -> set[str]:
    """The countries into which the document says that the goods go; none where it does not say."""
    places = (getattr(record, name) for name in _DESTINATIONS.get(kind_of(record).kind, ()))
    return {country for place in places if (country := _country(place)) is not None}


_DESTINATIONS: dict[Kind, tuple[str, ...]] = {
    Kind.ORIGIN_CERTIFICATE: ("importing_country",),
    Kind.ORIGIN_DECLARATION: ("importing_country",),
    Kind.INVOICE: ("ship_to", "buyer"),
    Kind.TRANSPORT_DOCUMENT: ("place_of_delivery", "port_of_discharge", "consignee"),
    Kind.PACKING_LIST: ("buyer",),
    Kind.PARCEL: ("delivery_country",),
    Kind.EXPORT_DECLARATION: ("consignee_country",),
}
"""Kind → its fields that name a destination: a country, a party, or a place."""


def _country(value: str | Party | Location | None) -> str | None:
    if isinstance(value, Location):
        return value.locode[:2] if value.locode else value.country
    if isinstance(value, Party):
        return value.country or (value.address.country if value.address else None)
    return value


def identifiers_in(part: Part) -> Iterator[Identifier]:
    """Every identifier of every party that `part` names."""
    for name in _fields_with_identifiers(type(part)):
        value = getattr(part, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Identifier):
                yield item
            elif item is not None:
                yield from identifiers_in(item)


@cache
def _fields_with_identifiers(model: type[Part]) -> tuple[str, ...]:
    """The fields of `model` in which an identifier can stand, at whatever depth."""
    return tuple(name for name, info in model.model_fields.items() if _can_hold(info.annotation))


def _can_hold(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation is Identifier or bool(_fields_with_identifiers(annotation))
    return any(_can_hold(argument) for argument in get_args(annotation))
