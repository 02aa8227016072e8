"""A claim of a preferential rate, by our convention for this dialect (codelists/wco.toml, docs/adapters.md).

HMRC's dialect says that a preference is claimed (DutyRegimeCode 3xx), not under which agreement. Here the
goods item names the agreement in AdditionalInformation (EPAAG), the proof is an AdditionalDocument N861 or
N862, and Origin of type 2 is the country whose rate is claimed.
"""

from adapters.codelists import table
from adapters.drafting import Drafting
from adapters.mapping import first_value
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.values import Convert
from adapters.values.codes import agreement, country, one_of
from adapters.values.numbers import count
from adapters.values.text import code, text
from adapters.wco.parts import document_code, put_day

_CONVERSIONS: dict[str, Convert] = {
    "agreement": agreement,
    "rate_rule": one_of(("2.6.1", "2.6.6a", "2.6.6b")),
    "criterion": code,
    "proof_type": one_of(("CO", "OD", "importer_knowledge")),
    "no_proof_reason": one_of(
        ("low_value", "evident_origin", "aeo_special", "release_before_permit", "disaster")
    ),
    "origin_proof_code": code,
}

PREFERENTIAL = "2"
"""Origin/TypeCode of the preferential origin (1: non-preferential)."""


def statements(drafting: Drafting, item: Node, at: str) -> None:
    """The statements of the convention into `preference`; a claim that names no agreement is warned about."""
    fields = table("wco")["item_statements"]
    for stated in item.named("AdditionalInformation"):
        field = fields.get(stated.value("StatementCode") or "")
        value = first_value(stated, "StatementDescription")
        if field is not None and value is not None:
            drafting.convert(f"{at}/preference/{field}", value, _CONVERSIONS[field])
            _mark(drafting, stated, "StatementCode", "chose the field of its statement")
    regime = first_value(item, "Commodity/DutyTaxFee/DutyRegimeCode")
    claimed = regime is not None and (regime.text or "").strip().startswith("3")
    if regime is not None and claimed and not claims(drafting, at):
        drafting.warn(
            "preference.unnamed", regime, "a preference is claimed, but no agreement is named (EPAAG)"
        )


def claims(drafting: Drafting, at: str) -> bool:
    """True when the line at `at` claims a preference under a named agreement."""
    return f"{at}/preference/agreement" in drafting.values


def origin(drafting: Drafting, item: Node, at: str) -> None:
    """Origin by type: the preferential one is the country whose rate is claimed; either is the origin."""
    by_type = {found.value("TypeCode") or "1": found for found in item.named("Origin")}
    preferential, plain = by_type.get(PREFERENTIAL), by_type.get("1")
    for found, path in (
        (preferential, f"{at}/preference/rate_origin_country"),
        (plain or preferential, None),
    ):
        named = None if found is None else first_value(found, "CountryCode")
        if found is None or named is None or (path is not None and not claims(drafting, at)):
            continue
        drafting.convert(path or f"{at}/origin_country", named, country)
        _mark(drafting, found, "TypeCode", "says whether the origin is preferential")


def proof(drafting: Drafting, item: Node, at: str) -> None:
    """The first document that is an origin proof, as the proof of the claim and as a reference."""
    kinds = table("wco")["proofs"]
    for document in item.named("AdditionalDocument"):
        kind, number = kinds.get(document_code(document)), first_value(document, "ID")
        if kind is None or number is None:
            continue
        put_reference(drafting, number, kind)
        if claims(drafting, at) and f"{at}/preference/proof_number" not in drafting.values:
            _proof_fields(drafting, document, number, f"{at}/preference", kind)


def _proof_fields(drafting: Drafting, document: Node, number: Node, path: str, kind: str) -> None:
    drafting.convert(f"{path}/proof_number", number, text)
    typed = first_value(document, "TypeCode")
    if typed is not None and f"{path}/proof_type" not in drafting.values:
        drafting.put(f"{path}/proof_type", kind, typed)
    line = first_value(document, "LineNumeric")
    if line is not None:
        drafting.convert(f"{path}/proof_line", line, count)
    issued = document.find("EffectiveDateTime") or document.find("IssueDateTime")
    if issued is not None:
        put_day(drafting, issued, f"{path}/proof_date")


def _mark(drafting: Drafting, node: Node, name: str, what: str) -> None:
    for found in node.named(name):
        drafting.reading.mark_structural(found, what)
