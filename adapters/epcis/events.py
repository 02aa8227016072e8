"""An EPCIS event → a milestone (kind 5), whatever the syntax: their members have the same names.

An event with an error declaration takes back the event of its id (EPCIS 2.0 §7.4.1.4); its corrective events
stand for it, and the records of the one are superseded by those of the others.
"""

import re
from collections.abc import Iterator

from adapters.codelists import table
from adapters.credentials.parts import ISSUER
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft
from adapters.errors import DocumentMalformed
from adapters.mapping import Mapping, Take, apply, first_value, told
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.values import Noted
from adapters.values.codes import container
from adapters.values.text import identifier, text
from adapters.values.times import moment
from contracts.records import Kind

TYPES = ("ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent")
_CONTAINER = re.compile(r"urn:epc:id:bic:([A-Z]{4}[0-9]{7})\Z")
_STEP = re.compile(r"(?:.*[:/#])?(?:BizStep-)?([A-Za-z0-9_]+)\Z")
_NUMBER = re.compile(r"urn:epcglobal:cbv:bt:[^:]+:(.+)\Z|https?://[^/]+/(?:.*/)?([^/#?]+)\Z")

EVENT: Mapping = (
    Take(("eventID", "id", "baseExtension/eventID"), "source_event"),
    Take("recordTime", "recorded", moment),
    Take(("readPoint/id", "bizLocation/id", "readPoint", "bizLocation"), "location/facility"),
)
MAPPING: Mapping = (
    told(
        ("bizStep (without it, type)", "event, meaning"),
        ("eventTime", "occurred"),
        ("errorDeclaration", "retracts"),
        ("errorDeclaration/declarationTime", "recorded"),
        ("errorDeclaration/reason", "remarks"),
        ("bizTransactionList/bizTransaction (inv, po, bol, desadv)", "references/n"),
        ("issuer (of a credential)", "issuer"),
        (
            "EPCISHeader/sbdh:StandardBusinessDocumentHeader/sbdh:Sender/sbdh:Identifier",
            "issuer/identifiers/n",
        ),
        ("epcList, parentID, childEPCs (urn:epc:id:bic)", "equipment/number, references/n (CNTR)"),
    ),
    *EVENT,
)
"""The mapping as the documentation lists it."""


def read_event(
    reading: Reading,
    event: Node,
    type_: str,
    stated: Node | None,
    *,
    issuer: Node | None = None,
    sender: Node | None = None,
) -> Draft:
    """The milestone that `event` of `type_` is; `stated` is where the type stands, if it is a value.

    `issuer` is the credential that the event stands in, `sender` the one of the document's header, where
    there is one.
    """
    occurred = first_value(event, "eventTime")
    if occurred is None:
        raise DocumentMalformed(event.place or "/", expected="eventTime", found="none")
    drafting = Drafting(reading, Kind.MILESTONE, event)
    _put_step(drafting, event, type_, stated)
    drafting.convert("occurred", occurred, moment)
    wrong = event.find("errorDeclaration") or event.find("baseExtension/errorDeclaration")
    rules = (
        EVENT if wrong is None else tuple(rule for rule in EVENT if getattr(rule, "target", "") != "recorded")
    )
    apply(rules, drafting, event)
    if wrong is not None:
        _retract(drafting, event, wrong)
    for offset in event.named("eventTimeZoneOffset"):
        reading.mark_structural(offset, "the offset in force where the event happened")
    if stated is not None:
        for named in event.named("type"):
            reading.mark_structural(named, "says what kind of event it is")
    _put_transactions(drafting, event)
    _put_container(drafting, event)
    if issuer is not None:
        apply((ISSUER,), drafting, issuer)
    if sender is not None:
        _put_sender(drafting, sender)
    return drafting.finish()


def _put_sender(drafting: Drafting, sender: Node) -> None:
    """Who sends the document states its events: SBDH's sender, a GLN where GS1 is the authority."""
    number = first_value(sender, "sbdh:Identifier")
    if number is None:
        return
    authority = number.find("@Authority")
    is_gln = authority is not None and (authority.text or "").strip().upper() in ("GS1", "EAN.UCC", "GLN")
    item = drafting.next_item("issuer/identifiers")
    drafting.put_default(f"{item}/scheme", "GLN" if is_gln else "SENDER", "the authority that SBDH names")
    drafting.convert(f"{item}/value", number, identifier)
    if authority is not None:
        drafting.reading.mark_structural(authority, "says which list the identifier is of")
    named = first_value(sender, "sbdh:ContactInformation/sbdh:Contact")
    if named is not None:
        drafting.reading.leave(named, "a person, not the party")


def _put_step(drafting: Drafting, event: Node, type_: str, stated: Node | None) -> None:
    step = first_value(event, "bizStep")
    found = _STEP.match((step.text or "").strip()) if step is not None else None
    if step is None or found is None:
        if stated is not None:
            drafting.put("event", type_, stated)
        else:
            drafting.put_default("event", type_, "the element of the event: it has no business step")
        drafting.put_default("scheme", "EPCIS", "the event has no business step of the core vocabulary")
        drafting.put_default("meaning", "other", "an event without a business step")
        return
    name = found[1]
    meaning = table("epcis")["steps"].get(name.lower())
    if meaning is None:
        drafting.warn("code.unknown", step, f"business step {name!r} is not in the table: meaning other")
    drafting.put("event", name[:35], step)
    drafting.put_default("scheme", "EPCIS-CBV", "business steps of GS1's core business vocabulary")
    drafting.put("meaning", meaning or "other", step)


def _retract(drafting: Drafting, event: Node, wrong: Node) -> None:
    """The event of this id is declared wrong: this milestone takes it back, and names what corrects it."""
    number = first_value(event, ("eventID", "id", "baseExtension/eventID"))
    declared, reason = first_value(wrong, "declarationTime"), first_value(wrong, "reason")
    if declared is not None:
        drafting.convert("recorded", declared, moment)
    if reason is not None:
        drafting.convert("remarks", reason, text)
    if number is None:
        drafting.warn(
            "event.retraction", wrong, "the event declared wrong has no id: find its record by its values"
        )
        return
    drafting.convert("retracts", number, text)
    instead = [*_values(wrong, "correctiveEventIDs"), *wrong.find_all("correctiveEventIDs/correctiveEventID")]
    for corrective in instead:
        drafting.reading.mark_structural(corrective, "names the event that corrects this one")
        said = f"{corrective.text} corrects {number.text}: supersede the latter's record with the former's"
        drafting.warn("event.corrected", corrective, said)
    if not instead:
        drafting.warn(
            "event.retraction", wrong, f"event {number.text} is wrong, and nothing corrects it: revoke"
        )


def _values(node: Node, name: str) -> list[Node]:
    return [child for child in node.named(name) if child.text and child.text.strip()]


def _put_transactions(drafting: Drafting, event: Node) -> None:
    """Business transactions of a type that references have; of a URI its number, and said to be."""
    types = table("epcis")["transactions"]
    for entry in event.named("bizTransactionList"):
        for found in entry.named("bizTransaction"):
            typed = found.find("@type") or entry.find("type")
            kind = _STEP.match((typed.text or "").strip()) if typed is not None else None
            type_ = None if kind is None else types.get(kind[1].removeprefix("BTT-").lower())
            if typed is None or type_ is None:
                drafting.reading.leave(found, "a transaction of a type that references do not have")
                continue
            drafting.reading.mark_structural(typed, "chose the type of the reference")
            _put_number(drafting, found, type_)


def _put_number(drafting: Drafting, found: Node, type_: str) -> None:
    number = _NUMBER.match((found.text or "").strip())
    if number is None:
        put_reference(drafting, found, type_)
        return
    spelled = number[1] or number[2]
    if ("references", type_, spelled) in drafting.referenced:
        drafting.reading.mark_structural(found, "names a reference that stands already")
        return
    drafting.referenced.add(("references", type_, spelled))
    path = drafting.next_item("references")
    drafting.put(f"{path}/type", type_, found)
    drafting.convert(
        f"{path}/number",
        found,
        lambda _value, _node: Noted(
            spelled, "reference.from_uri", f"the number {spelled!r} is the end of a URI"
        ),
    )


def _objects(event: Node) -> Iterator[Node]:
    for path in (
        "epcList",
        "epcList/epc",
        "parentID",
        "childEPCs",
        "childEPCs/epc",
        "inputEPCList",
        "outputEPCList",
    ):
        yield from (found for found in event.find_all(path) if found.text)


def _put_container(drafting: Drafting, event: Node) -> None:
    """The first container (EPC scheme bic, ISO 6346) as the equipment; every one as a reference."""
    for found in _objects(event):
        match = _CONTAINER.match((found.text or "").strip())
        if match is not None:
            _put_number_of_container(drafting, found, match[1])


def _put_number_of_container(drafting: Drafting, found: Node, number: str) -> None:
    if not drafting.has("equipment"):
        drafting.convert("equipment/number", found, lambda _value, node: container(number, node))
    if ("references", "CNTR", number) not in drafting.referenced:
        drafting.referenced.add(("references", "CNTR", number))
        path = drafting.next_item("references")
        drafting.put(f"{path}/type", "CNTR", found)
        drafting.put(f"{path}/number", number, found)
