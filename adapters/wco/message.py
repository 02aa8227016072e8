"""What a message does and which declaration it is of: function, number, statements, authorisations."""

from adapters.codelists import table
from adapters.drafting import Drafting
from adapters.errors import DocumentMalformed, ValueRefused
from adapters.mapping import first_value
from adapters.sources.tree import Node
from adapters.values import Convert
from adapters.values.codes import flag, one_of
from adapters.values.text import code, identifier, text
from contracts.errors import brief

_STAGES = ("preliminary", "main", "release_before_permit", "warehousing", "aeo_release", "special", "permit",
           "correction", "audit")  # fmt: skip
_STATEMENTS: dict[str, Convert] = {
    "stage": one_of(_STAGES),
    "ecommerce/mail_order": flag,
    "ecommerce/platform_code": code,
    "ecommerce/delivery_place": text,
}


def function(drafting: Drafting, node: Node, _at: str) -> None:
    """What the message does; HMRC tells amendments from cancellations by the TypeCode."""
    stated, typed = first_value(node, "FunctionCode"), first_value(node, "TypeCode")
    if stated is None:
        raise DocumentMalformed(node.place, expected="FunctionCode", found="nothing there")
    known = table("wco")["function"]
    function = (stated.text or "").strip()
    kind = (typed.text or "").strip() if typed is not None else ""
    meaning = known.get(function) or known.get(f"{function}/{kind}")
    if meaning is None:
        expected = "FunctionCode 9, or 13 with TypeCode COR (amendment) or INV (cancellation)"
        raise ValueRefused(stated.place, expected=expected, found=brief(f"{function} with {kind or 'none'}"))
    drafting.put("function", meaning, stated)
    if typed is not None:
        drafting.convert("type_code", typed, code)
        if meaning == "original" and kind[:2] not in table("wco")["declaration_types"]["imports"]:
            said = f"type of declaration {brief(kind)} is not in the table: read as one of import"
            drafting.warn("code.unknown", typed, said)


def number(drafting: Drafting, node: Node, _at: str) -> None:
    """The declaration's number; before customs has given one, the declarant's own reference."""
    own = first_value(node, "FunctionalReferenceID")
    given = first_value(node, "ID")
    if own is not None:
        drafting.convert("functional_reference", own, text)
    if given is not None:
        drafting.convert("number", given, text)
    elif own is not None:
        drafting.convert("number", own, text)
        drafting.warn(
            "number.own", own, "customs has given no number yet: the declarant's reference stands in"
        )
    else:
        raise DocumentMalformed(node.place, expected="ID or FunctionalReferenceID", found="neither")


def statements(drafting: Drafting, node: Node, _at: str) -> None:
    """Statements of our convention into their fields; the reason of an amendment into the remarks."""
    fields = table("wco")["statements"]
    for stated in node.named("AdditionalInformation"):
        value = first_value(stated, "StatementDescription")
        field = fields.get(stated.value("StatementCode") or "")
        if value is not None and field is not None:
            drafting.convert(field, value, _STATEMENTS[field])
        elif value is not None and stated.value("StatementTypeCode") == "AES" and not drafting.has("remarks"):
            drafting.convert("remarks", value, text)
        else:
            continue
        for chose in (*stated.named("StatementCode"), *stated.named("StatementTypeCode")):
            drafting.reading.mark_structural(chose, "chose the field of its statement")


def authorisations(drafting: Drafting, node: Node, _at: str) -> None:
    """Holders of authorisations: AEO, deferment, guarantee and others, by their category."""
    schemes = table("wco")["authorisations"]
    for holder in node.named("AuthorisationHolder"):
        number, category = first_value(holder, "ID"), first_value(holder, "CategoryCode")
        if number is None or category is None:
            continue
        path = drafting.next_item("authorisation_holders")
        drafting.convert(f"{path}/scheme", category, lambda value, at: schemes.get(value) or code(value, at))
        drafting.convert(f"{path}/value", number, identifier)
