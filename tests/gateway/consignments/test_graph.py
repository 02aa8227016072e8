from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.ids import MemberId
from contracts.records.kinds import Kind
from gateway.consignments.graph import Bond, Relation, consignment_id, is_nucleus, joining_names
from gateway.consignments.growth import regrouped
from gateway.consignments.history import Entry, history
from gateway.consignments.joining import components
from gateway.consignments.names import Family, Name, mention, normalised
from gateway.consignments.statements import DECLARATION, Statement

CARRIER, EXPORTER, CHAMBER, TERMINAL, FORWARDER = (MemberId(n) for n in (1, 2, 3, 4, 5))


def said(
    node: str,
    kind: int,
    author: MemberId | None,
    own: str | None = None,
    *names: str,
    audience: Iterable[int] = (),
    issuer: str = "",
    first: date | None = None,
    last: date | None = None,
    is_master: bool = False,
) -> Statement:
    """A statement from texts like `INV 17` and, where the issuer is stated, `INV 17 of ACME`."""

    def read(text: str):
        spelled, _, stated = text.partition(" of ")
        type_, number = spelled.split(" ", 1)
        return mention(type_, number, stated or None)

    return Statement(
        node,
        kind,
        author,
        read(own) if own else None,
        tuple(read(n) for n in names),
        frozenset({normalised(issuer)} if issuer else ()),
        frozenset(audience),
        first,
        last,
        is_master,
    )


def grouped(*statements: Statement) -> set[frozenset[str]]:
    nuclei = [s for s in statements if is_nucleus(s)]
    core = components(nuclei, [s for s in statements if not is_nucleus(s)])
    return {frozenset(n for n in core if core[n] == c) for c in core.values()}


def together(*nodes: str) -> set[frozenset[str]]:
    return {frozenset(nodes)}


INVOICE = said("i", Kind.INVOICE, EXPORTER, "INV 17", "BL 9")
BILL = said("b", Kind.TRANSPORT_DOCUMENT, CARRIER, "BL 9")


def test_numbers_are_compared_without_spaces_hyphens_case_and_width():
    assert normalised("131-1234 5675") == normalised("１３１１２３４５６７５") == "13112345675"
    assert normalised("hlcu/sgn-1") == "HLCUSGN1"


def test_leading_zeros_belong_to_a_number():
    assert normalised("0017") != normalised("17")


def test_a_reference_to_anothers_document_merges_nothing_by_itself():
    assert grouped(INVOICE, BILL) == {frozenset("i"), frozenset("b")}


def test_one_authors_documents_that_name_each_other_are_one_consignment():
    packing = said("p", Kind.PACKING_LIST, EXPORTER, "PKL 1", "INV 17")
    assert grouped(INVOICE, packing) == together("i", "p")


def test_a_reference_is_confirmed_when_the_issuer_names_the_document_too():
    assert grouped(INVOICE, said("b", Kind.TRANSPORT_DOCUMENT, CARRIER, "BL 9", "INV 17")) == together(
        "b", "i"
    )


def test_a_reference_is_confirmed_when_the_issuer_let_its_author_read_the_document():
    assert grouped(INVOICE, replace(BILL, audience=frozenset({EXPORTER}))) == together("b", "i")


def test_letting_another_member_read_it_confirms_nothing():
    assert grouped(INVOICE, replace(BILL, audience=frozenset({CHAMBER}))) == {frozenset("i"), frozenset("b")}


def test_a_third_party_that_names_both_documents_corroborates_a_reference():
    declaration = said("d", DECLARATION, None, "DEC 1", "INV 17", "BL 9")
    assert grouped(INVOICE, BILL, declaration) == together("b", "i")


def test_a_witness_alone_joins_nothing_that_no_party_joined():
    lone = said("i", Kind.INVOICE, EXPORTER, "INV 17")
    declaration = said("d", DECLARATION, None, "DEC 1", "INV 17", "BL 9")
    assert grouped(lone, BILL, declaration) == {frozenset("i"), frozenset("b")}


def test_the_author_of_a_reference_cannot_corroborate_itself():
    proof = said("o", Kind.ORIGIN_DECLARATION, EXPORTER, "OD 1", "INV 17", "BL 9")
    assert grouped(INVOICE, BILL, proof) == {frozenset("i"), frozenset("b")}


def test_a_witness_does_not_count_where_two_authors_use_the_same_number():
    rival = said("r", Kind.INVOICE, FORWARDER, "INV 17")
    declaration = said("d", DECLARATION, None, "DEC 1", "INV 17", "BL 9")
    assert grouped(INVOICE, BILL, rival, declaration) == {frozenset("i"), frozenset("b"), frozenset("r")}


def test_a_stated_issuer_says_whose_number_is_meant():
    rival = said("r", Kind.INVOICE, FORWARDER, "INV 17")
    invoice = replace(INVOICE, issuer=frozenset({"ACME"}))
    declaration = said("d", DECLARATION, None, "DEC 1", "INV 17 of Acme", "BL 9")
    assert grouped(invoice, BILL, rival, declaration) == {frozenset({"i", "b"}), frozenset("r")}


@pytest.mark.parametrize("shared", ["CNTR MSKU1234565", "PO 5", "BKG 6", "CO 7", "OD 8"])
def test_what_several_consignments_share_joins_none(shared: str):
    one = said("1", Kind.INVOICE, EXPORTER, "INV 1", shared)
    other = said("2", Kind.INVOICE, EXPORTER, "INV 2", shared)
    assert grouped(one, other) == {frozenset("1"), frozenset("2")}


def test_house_bills_under_one_master_stay_apart():
    master = said("m", Kind.TRANSPORT_DOCUMENT, CARRIER, "BL 9", "HBL 1", "HBL 2", is_master=True)
    houses = [said(f"h{n}", Kind.TRANSPORT_DOCUMENT, FORWARDER, f"HBL {n}", "BL 9") for n in (1, 2)]
    assert grouped(master, *houses) == {frozenset({"m"}), frozenset({"h1"}), frozenset({"h2"})}


def test_parcels_on_one_waybill_stay_apart():
    parcels = [said(f"p{n}", Kind.PARCEL, EXPORTER, f"HAWB {n}", "AWB 9") for n in (1, 2)]
    assert grouped(*parcels) == {frozenset({"p1"}), frozenset({"p2"})}


def test_a_ucr_joins_documents_of_two_authors_only_if_each_let_the_other_read():
    one = said("1", Kind.INVOICE, EXPORTER, "INV 1", "UCR U", audience={CARRIER})
    other = said("2", Kind.TRANSPORT_DOCUMENT, CARRIER, "BL 2", "UCR U")
    assert grouped(one, other) == {frozenset("1"), frozenset("2")}
    assert grouped(one, replace(other, audience=frozenset({EXPORTER}))) == together("1", "2")


# ------------------------------------------------------------------ history


def entries(core: list[Statement], *around: Statement) -> dict[str, Entry]:
    return {e.statement.node: e for e in history(core, around)}


def test_a_claim_is_shown_with_who_makes_it():
    shown = entries([BILL], INVOICE)
    assert (shown["i"].bond, shown["i"].by) == (Bond.CLAIMED, "i")
    assert shown["b"].bond is None


def test_a_certificate_stands_in_the_history_of_each_consignment_it_serves():
    certificate = said("c", Kind.ORIGIN_CERTIFICATE, CHAMBER, "CO 1", "INV 1", "INV 2")
    one = said("1", Kind.INVOICE, EXPORTER, "INV 1", audience={CHAMBER})
    other = said("2", Kind.INVOICE, EXPORTER, "INV 2")
    assert grouped(one, other, certificate) == {frozenset("1"), frozenset("2")}
    assert entries([one], certificate, other)["c"].bond is Bond.CONFIRMED
    assert entries([other], certificate, one)["c"].bond is Bond.CLAIMED
    assert "2" not in entries([one], certificate, other)


def test_a_containers_milestones_count_only_within_the_carriage():
    bill = said(
        "b", Kind.TRANSPORT_DOCUMENT, CARRIER, "BL 9", "CNTR K", first=date(2026, 1, 1), last=date(2026, 4, 1)
    )
    during, after = (
        said(n, Kind.MILESTONE, TERMINAL, None, "CNTR K", first=day, last=day)
        for n, day in (("m1", date(2026, 2, 1)), ("m2", date(2026, 4, 2)))
    )
    assert set(entries([bill], during, after)) == {"b", "m1"}


def test_a_declaration_brings_what_it_names_besides_as_its_claim():
    declaration = said("d", DECLARATION, None, "DEC 1", "INV 17", "BL 9")
    lone = said("i", Kind.INVOICE, EXPORTER, "INV 17")
    shown = entries([BILL], declaration, lone)
    assert (shown["d"].bond, shown["i"].bond, shown["i"].through) == (Bond.CLAIMED, Bond.CLAIMED, "d")


def test_a_master_lends_its_milestones_to_a_house_but_not_the_declarations_of_other_houses():
    house = said("h", Kind.TRANSPORT_DOCUMENT, FORWARDER, "HBL 1", "BL 9")
    sailed = said("s", Kind.MILESTONE, CARRIER, None, "BL 9")
    others = said("d", DECLARATION, None, "DEC 2", "HBL 2", "BL 9")
    assert set(entries([house], sailed, others)) == {"h", "s"}


def test_a_number_that_two_issuers_use_is_read_as_the_authors_own():
    mine = said("m", Kind.INVOICE, EXPORTER, "INV 17")
    rival = said("r", Kind.INVOICE, FORWARDER, "INV 17")
    proof = said("o", Kind.ORIGIN_DECLARATION, EXPORTER, "OD 1", "INV 17")
    assert entries([mine], proof, rival)["o"].bond is Bond.OWN
    assert "o" not in entries([rival], proof, mine)


# ------------------------------------------------------------------ many documents


def pair_by_pair(nuclei: list[Statement], context: list[Statement]) -> set[frozenset[str]]:
    """The consignments as the relation says of every two documents, one pair after the other."""
    relation = Relation([*nuclei, *context])
    sets = {s.node: {s.node} for s in nuclei}
    for one in nuclei:
        for other in nuclei:
            if _are_one(relation, one, other):
                merged = sets[one.node] | sets[other.node]
                sets |= dict.fromkeys(merged, merged)
    return set(map(frozenset, sets.values()))


def _are_one(relation: Relation, one: Statement, other: Statement) -> bool:
    if one.author == other.author:
        return bool(joining_names(one) & joining_names(other))
    for mentioned in one.mentions:
        if mentioned.name not in joining_names(one):
            continue
        if mentioned.name.family is Family.UCR:
            bond = relation.shared_bond(one, other) if mentioned.name in other.names else None
        else:
            own = other.own is not None and other.own.name == mentioned.name
            bond = relation.bond(one, other) if own else None
        if bond is not None and bond < Bond.CLAIMED:
            return True
    return False


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_comparing_groups_gives_what_comparing_every_pair_gives(data: st.DataObject):
    world = data.draw(worlds())
    nuclei = [s for s in world if is_nucleus(s)]
    context = [s for s in world if not is_nucleus(s)]
    core = components(nuclei, context)
    groups = {frozenset(n for n in core if core[n] == c) for c in core.values()}
    assert groups == pair_by_pair(nuclei, context)


def test_tens_of_thousands_of_invoices_of_one_number_are_compared_as_one():
    """Pair by pair these are 4 × 10⁸ comparisons, each with as many witnesses."""
    invoices = [said(f"i{n:05}", Kind.INVOICE, EXPORTER, "INV 17", "BL 9", "UCR 1") for n in range(20_000)]
    bills = [said(f"b{n:05}", Kind.TRANSPORT_DOCUMENT, CARRIER, "BL 9", "UCR 1") for n in range(20_000)]
    certificate = said("c", Kind.ORIGIN_CERTIFICATE, CHAMBER, "CO 1", "INV 17", "BL 9")
    apart = components([*invoices, *bills])
    assert set(apart.values()) == {"b00000", "i00000"}
    assert set(components([*invoices, *bills], [certificate]).values()) == {"b00000"}


# ------------------------------------------------------------------ growth


class Memory:
    """A shelf in memory."""

    def __init__(self) -> None:
        self.known: dict[str, Statement] = {}
        self.core: dict[str, str] = {}

    def naming(self, names: Iterable[Name]) -> list[Statement]:
        wanted = set(names)
        return [s for s in self.known.values() if s.names & wanted]

    def together_with(self, nodes: Iterable[str]) -> list[Statement]:
        cores = {self.core[n] for n in nodes if n in self.core}
        return [self.known[n] for n, c in self.core.items() if c in cores]

    def add(self, new: list[Statement]) -> None:
        self.core |= regrouped(self, new)
        self.known |= {s.node: s for s in new}


NAMES = [f"{type_} {n}" for type_ in ("INV", "BL", "HBL", "PKL", "UCR", "CO", "CNTR") for n in (1, 2)]
KINDS = [*Kind, DECLARATION]
OWN = {
    Kind.INVOICE: ["INV 1", "INV 2"],
    Kind.TRANSPORT_DOCUMENT: ["BL 1", "BL 2", "HBL 1", "HBL 2"],
    Kind.PACKING_LIST: ["PKL 1", "PKL 2"],
    Kind.PARCEL: ["HAWB 1", "HAWB 2"],
    Kind.ORIGIN_CERTIFICATE: ["CO 1", "CO 2"],
    Kind.ORIGIN_DECLARATION: ["OD 1"],
    DECLARATION: ["DEC 1", "DEC 2"],
}


@st.composite
def worlds(draw: st.DrawFn) -> list[Statement]:
    size = draw(st.integers(1, 12))
    out = []
    for n in range(size):
        kind = draw(st.sampled_from([Kind.INVOICE, Kind.TRANSPORT_DOCUMENT, Kind.PACKING_LIST, *KINDS]))
        author = None if kind == DECLARATION else MemberId(draw(st.integers(1, 3)))
        own = draw(st.sampled_from(OWN[kind])) if kind in OWN else None
        named = draw(st.lists(st.sampled_from(NAMES), max_size=4, unique=True))
        audience = draw(st.frozensets(st.integers(1, 3), max_size=2))
        out.append(said(f"{n:02}", kind, author, own, *(m for m in named if m != own), audience=audience))
    return out


@settings(max_examples=300, deadline=None)
@given(worlds(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_growing_in_any_order_equals_a_rebuild(world: list[Statement], random, size: int):
    random.shuffle(world)
    shelf = Memory()
    for start in range(0, len(world), size):
        shelf.add(world[start : start + size])
    nuclei = [s for s in world if is_nucleus(s)]
    assert shelf.core == components(nuclei, [s for s in world if not is_nucleus(s)])


@settings(max_examples=100, deadline=None)
@given(worlds(), st.data())
def test_taking_in_a_statement_again_changes_nothing(world: list[Statement], data: st.DataObject):
    shelf = Memory()
    shelf.add(world)
    before = dict(shelf.core)
    shelf.add([data.draw(st.sampled_from(world))])
    assert shelf.core == before


def test_an_id_follows_from_the_statements_alone():
    assert consignment_id("ab") == consignment_id("ab") != consignment_id("ac")
    assert len(consignment_id("ab")) == 21
