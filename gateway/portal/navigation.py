"""What a page's navigation offers: to officers their work, to other members what is made for them."""

from dataclasses import dataclass

from contracts.genesis import GenesisMember
from gateway.access import Principal
from gateway.portal.language import Language, marked


@dataclass(frozen=True)
class Place:
    """An item of the navigation; `key` is what a page names as its own place."""

    key: str
    address: str
    label: str


_OFFICERS = (
    Place("search", "/", marked("Search")),
    Place("findings", "/findings", marked("Findings")),
    Place("declarations", "/declarations", marked("Declarations")),
    Place("cases", "/cases", marked("Questions about origin")),
    Place("outcomes", "/outcomes", marked("Outcomes of claims")),
    Place("analytics", "/analytics", marked("Analytics")),
    Place("rules", "/rules", marked("Rules")),
    Place("network", "/network", marked("Network")),
    Place("downloads", "/downloads", marked("Downloads")),
)
_OUTCOMES = Place("outcomes", "/outcomes", marked("Outcomes of claims"))
_SPECIMENS = Place("specimens", "/specimens", marked("Look a certificate up"))
_SHIPMENTS = Place("shipments", "/shipments", marked("Shipments before arrival"))
_CHECK = Place("check", "/shipments/check", marked("Check a planned shipment"))
_STATEMENTS = Place("statements", "/statements", marked("End certificates"))
_LOOK_UPS = Place("look-ups", "/specimens/look-ups", marked("Who looked certificates up"))


def places_for(
    principal: Principal, office: GenesisMember | None, visitor: GenesisMember | None, words: Language
) -> tuple[Place, ...]:
    """The places of `principal` at the gateway of `office`; `visitor` is the principal's own member.

    A member that is not in the directory is offered what customs may see; the page itself decides.
    """
    issues = office is not None and "issuing_body" in office.roles
    chosen = list(_OFFICERS) if principal.is_officer else []
    if not principal.is_officer and (visitor is None or "customs" in visitor.roles):
        chosen.append(_SPECIMENS)
    if not principal.is_officer and principal.is_signed_in:
        chosen += [_SHIPMENTS, _CHECK]
    if not principal.is_officer and visitor is not None and "issuing_body" in visitor.roles:
        chosen.append(_OUTCOMES)
    if issues and office == visitor:
        chosen += [_LOOK_UPS, _STATEMENTS]
    return tuple(Place(one.key, one.address, words.say(one.label)) for one in chosen)
