from contracts.acts.registry import State
from contracts.ids import BatchRoot, BlockHeight, MemberId, RecordId, UnixTime
from contracts.records import parse_record
from gateway.consignments.evidence import Ending, Evidence
from gateway.consignments.graph import Bond, ConsignmentId
from gateway.consignments.history import Entry
from gateway.consignments.names import mention
from gateway.consignments.reading import Consignment, Line
from gateway.consignments.statements import declaration_node, statement_of_declaration, statement_of_record
from gateway.portal.language import language
from gateway.portal.views.consignment import ConsignmentPage, Declared, Item, consignment_page
from gateway.portal.views.parties import Names
from tests.gateway.network import EXPORTER, certificate, invoice, make_genesis
from tests.gateway.portal.test_comparison import declaration

NAMES = Names({member.number: member for member in make_genesis(1).members})
REVOKED = Ending(State.REVOKED, 1, UnixTime(1_790_000_000), BlockHeight(9), None, whole_batch=False)


def line(kind: int, data: dict, bond: Bond | None = None, ending: Ending | None = None) -> Line:
    node = bytes([kind]) * 32
    evidence = Evidence(
        RecordId(node), kind, 0, MemberId(data["author"]), BatchRoot(node), BlockHeight(7),
        UnixTime(1_780_000_000), parse_record(kind, data), ending,
    )  # fmt: skip
    via = mention("INV", "17") if bond is not None else None
    return Line(Entry(statement_of_record(kind, data, node.hex()), bond, via), evidence)


def page_of(*lines: Line, declared: tuple[Declared, ...] = (), tag: str = "en") -> ConsignmentPage:
    return consignment_page(Consignment(ConsignmentId("c1"), lines), declared, {}, NAMES, language(tag))


def items(page: ConsignmentPage) -> list[Item]:
    return [item for day in page.days for item in day.items]


def test_a_statement_shows_its_author_its_state_and_where_it_is_anchored():
    (item,) = items(page_of(line(3, invoice("17"))))
    assert (item.title, item.number, item.by) == ("Invoice", "17", "Tan Long Garment JSC")
    assert item.grade == "Signed by its issuer"
    assert [chip.text for chip in item.chips] == ["In force"]
    assert item.proof.startswith("Anchored in block 7 on 29 May 2026")
    assert "Tokyo Apparel KK · 1,200.5 USD" in item.summary


def test_a_revoked_one_says_when_and_why():
    (item,) = items(page_of(line(3, invoice("17"), ending=REVOKED)))
    assert item.style == "ended"
    assert [chip.text for chip in item.chips] == ["Revoked"]
    assert item.proof.endswith("issued in error")


def test_a_claim_is_marked_and_counted():
    page = page_of(line(3, invoice("17")), line(1, certificate("CO 1"), Bond.CLAIMED))
    claim = next(item for item in items(page) if item.number == "CO 1")
    assert "Claimed by one side" in [chip.text for chip in claim.chips]
    assert claim.tie == "Here through Invoice 17"
    assert page.claims == 1


def test_a_declaration_stands_beside_the_documents_and_is_no_claim_to_beware_of():
    version = declaration(invoices=[{"number": "17"}])
    node = declaration_node("JP-1")
    entry = Entry(statement_of_declaration([version], node), Bond.CLAIMED, mention("INV", "17"))
    page = page_of(line(3, invoice("17")), Line(entry, None), declared=(Declared(node, version),))
    assert page.claims == 0
    assert page.comparison is not None
    assert page.comparison.columns[0].href == "/declarations/JP-1"


def test_documents_that_ended_are_not_compared():
    page = page_of(line(3, invoice("17"), ending=REVOKED), line(1, certificate("CO 1")))
    assert page.comparison is None


def test_the_page_is_in_the_readers_language():
    (item,) = items(page_of(line(3, invoice("17")), tag="ja"))
    assert (item.title, item.chips[0].text) == ("仕入書", "有効")
    assert page_of(line(3, invoice("17")), tag="ja").days[0].label == "2026年3月1日"


def test_a_member_that_is_not_in_the_directory_goes_by_its_number():
    assert NAMES.of(EXPORTER, language("en")) == "Tan Long Garment JSC"
    assert NAMES.of(999, language("ja")) == "メンバー 999"
