"""Parts of an event: vessel, voyage, place, equipment; paths of both versions where only they differ."""

from adapters.dcsa.events import in_table, laden
from adapters.drafting import Drafting
from adapters.mapping import By, Each, Mapping, Take, below, first_value
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.values.codes import container, country, imo, locode
from adapters.values.text import code, text

VESSEL: Mapping = (
    Take("vesselIMONumber", "imo", imo, lenient=True),
    Take("vesselName", "name"),
    Take(("vesselFlag", "vesselFlagCode"), "flag", country, lenient=True),
)

PLACE: Mapping = (
    Take("UNLocationCode", "locode", locode, lenient=True),
    Take("locationName", "name"),
    Take(("address/countryCode", "address/country"), "country", country, lenient=True),
    Take(("facilityCode", "facility/facilityCode", "facilitySMDGCode"), "facility"),
)


def _number(drafting: Drafting, node: Node, at: str) -> None:
    """The equipment's number, which is a reference too."""
    found = first_value(node, "equipmentReference")
    if found is not None:
        drafting.convert(below(at, "number"), found, container)
        put_reference(drafting, found, "CNTR")


SEAL: Mapping = (Take(("sealNumber", "number"), ""),)

EQUIPMENT: Mapping = (
    By(_number, (("equipmentReference", "number"), ("equipmentReference", "/references/n (CNTR)"))),
    Take("ISOEquipmentCode", "size_type", code, lenient=True),
    Take(("emptyIndicatorCode", "emptyIndicator"), "laden", laden, lenient=True),
    Each("seals", "seals", SEAL),
)

MODE = Take("modeOfTransport", "mode", in_table("mode", "a mode of transport"), lenient=True)


def voyage(export_voyage: tuple[str, ...], import_voyage: tuple[str, ...]) -> By:
    """A rule: the import voyage for what ends one (arrival, discharge), the export voyage for all else."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        ends = drafting.values.get("meaning") in ("arrived", "discharged")
        found = first_value(
            node, (*import_voyage, *export_voyage) if ends else (*export_voyage, *import_voyage)
        )
        if found is not None:
            drafting.convert(below(at, "voyage"), found, text)

    return By(apply, tuple((path, "voyage") for path in (*export_voyage, *import_voyage)))


def party(source: str, target: str) -> By:
    """A rule: the party at `source` as an identifier whose scheme is its code list (`SMDG:LCL`)."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = node.find(source)
        named = None if found is None else first_value(found, ("codeListName", "codeListProvider"))
        number = None if found is None else first_value(found, "partyCode")
        if found is None or named is None or number is None:
            return
        provider = first_value(found, "codeListProvider") or named
        names = dict.fromkeys((each.text or "").strip() for each in (provider, named))
        path = drafting.next_item(below(at, f"{target}/identifiers"))
        drafting.convert(f"{path}/scheme", named, lambda _value, place: code(":".join(names), place))
        drafting.convert(f"{path}/value", number, text)
        drafting.reading.mark_structural(provider, "is part of the identifier's scheme")

    scheme, value = f"{target}/identifiers/n/scheme", f"{target}/identifiers/n/value"
    return By(
        apply,
        (
            (f"{source}/codeListProvider", scheme),
            (f"{source}/codeListName", scheme),
            (f"{source}/partyCode", value),
        ),
    )
