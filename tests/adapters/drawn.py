"""Records of every kind that is written, drawn at random, as JSON-shaped data."""

from datetime import datetime
from typing import Any

from hypothesis import strategies as st

words = (
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef 0123456789.,()&<>\"'-+=@\u65e5\u672c", min_size=1, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
names = st.from_regex(r"[A-Z][a-z]{1,9} [A-Z][a-z]{1,9}", fullmatch=True)
numbers = st.from_regex(r"[A-Z]{2}[0-9]{4,8}", fullmatch=True)
decimals = st.decimals(0, 10**9, places=3).map(lambda d: format(d.normalize(), "f"))
dates = st.dates().map(str)
counts = st.integers(1, 9_999)
amounts = st.fixed_dictionaries({"value": decimals, "currency": st.sampled_from(["USD", "JPY", "EUR"])})
dollars = st.fixed_dictionaries({"value": decimals, "currency": st.just("USD")})
measures = st.fixed_dictionaries({"value": decimals, "unit": st.sampled_from(["C62", "KGM", "LTR"])})
masses = st.fixed_dictionaries({"value": decimals, "unit": st.just("KGM")})
countries = st.sampled_from(["JP", "TH", "VN", "DE"])
ports = st.sampled_from(["JPYOK", "THLCH"]).map(lambda code: {"locode": code})
containers = st.sampled_from(["CSQU3054383", "MSKU0000007"])
classifications = st.fixed_dictionaries({"code": st.from_regex(r"[0-9]{6}", fullmatch=True)})
packages = st.fixed_dictionaries({"count": counts}, optional={"type_code": st.sampled_from(["CT", "PX"])})
moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(  # noqa: DTZ001  the offset is added
    lambda at: f"{at:%Y-%m-%dT%H:%M:%S}+09:00"
)


@st.composite
def parties(draw: st.DrawFn, lines: int = 2) -> dict[str, Any]:
    """A party; where it has an address, it is in its own country."""
    party: dict[str, Any] = {"name": draw(names)}
    if draw(st.booleans()):
        country = draw(countries)
        address = {"country": country, "city": draw(names), "postcode": draw(numbers)}
        if lines:
            address["lines"] = draw(st.lists(names, min_size=1, max_size=lines))
        party |= {"country": country, "address": address}
    if draw(st.booleans()):
        party["identifiers"] = [{"scheme": "TRADER", "value": draw(numbers)}]
    return party


def references(*types: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    one = st.fixed_dictionaries({"type": st.sampled_from(types), "number": numbers})
    return st.lists(one, max_size=3, unique_by=lambda reference: reference["number"])


def numbered(
    line: dict[str, st.SearchStrategy[Any]], optional: dict[str, st.SearchStrategy[Any]]
) -> st.SearchStrategy[Any]:
    lines = st.lists(st.fixed_dictionaries(line, optional=optional), min_size=1, max_size=3)
    return lines.map(lambda found: [{"sequence": n, **each} for n, each in enumerate(found, start=1)])


adjustments = st.fixed_dictionaries(
    {"type": st.sampled_from(["addition", "deduction"]), "reason": words, "amount": dollars}
)
invoices = st.fixed_dictionaries(
    {
        "number": words,
        "issue_date": dates,
        "seller": parties(),
        "buyer": parties(),
        "currency": st.just("USD"),
        "total": dollars,
        "lines": numbered(
            {"description": words, "amount": dollars, "quantity": measures},
            {"classification": classifications, "origin_country": countries, "unit_price": dollars},
        ),
    },
    optional={
        "remarks": words,
        "ship_to": parties(),
        "freight": dollars,
        "insurance": dollars,
        "adjustments": st.lists(adjustments, min_size=1, max_size=2),
        "trade_terms": st.fixed_dictionaries({"condition": st.sampled_from(["CIF", "FOB"]), "place": names}),
        "references": references("PO", "BL", "CO"),
    },
)
certificates = st.fixed_dictionaries(
    {
        "number": words,
        "agreement": st.sampled_from(["RCEP", "CPTPP", "JP-TH"]),
        "issue_date": dates,
        "issuing_country": countries,
        "importing_country": st.just("JP"),
        "exporter": parties(),
        "issuer": parties(),
        "usage": st.just({"type": "single_importation"}),
        "lines": numbered(
            {"description": words, "origin_country": countries, "quantity": measures},
            {
                "classification": classifications,
                "criterion": st.sampled_from(["CTC", "WO", "RVC"]),
                "gross_mass": masses,
                "fob_value": amounts,
                "packages": packages,
            },
        ),
    },
    optional={
        "consignee": parties(),
        "remarks": words,
        "departure_date": dates,
        "transport_name": names,
        "discharge_port": ports,
        "references": references("INV", "BL"),
    },
)
bills = st.fixed_dictionaries(
    {
        "number": numbers,
        "type_code": st.sampled_from(["704", "705", "714"]),
        "level": st.just("master"),
        "consignee": parties(),
        "consignor": parties(),
        "port_of_loading": ports,
        "port_of_discharge": ports,
        "equipment": st.lists(containers.map(lambda number: {"number": number}), min_size=1, max_size=1),
    },
    optional={"issue_date": dates, "on_board_date": dates, "gross_mass": masses, "carrier": parties()},
)
milestones = st.fixed_dictionaries(
    {
        "meaning": st.sampled_from(["loaded", "discharged", "gate_in", "gate_out"]),
        "occurred": moments,
        "source_event": st.uuids().map(str),
        "equipment": st.fixed_dictionaries(
            {"number": containers, "laden": st.booleans()}, optional={"size_type": st.just("45G1")}
        ),
        "location": ports,
    },
    optional={
        "recorded": moments,
        "mode": st.sampled_from(["sea", "rail", "road"]),
        "voyage": numbers,
        "vessel": st.just({"imo": "9074729", "name": "Ocean"}),
        "references": references("BKG", "BL"),
        "remarks": words,
    },
)


@st.composite
def claims(draw: st.DrawFn) -> dict[str, Any]:
    """A claim, with a proof or with a reason why there is none."""
    claim: dict[str, Any] = {"agreement": draw(st.sampled_from(["RCEP", "JP-EU"]))}
    if draw(st.booleans()):
        kinds = st.sampled_from(["CO", "OD"])
        claim |= {"proof_type": draw(kinds), "proof_number": draw(numbers), "proof_date": draw(dates)}
        claim |= {"proof_line": draw(counts)}
    else:
        claim |= {"no_proof_reason": draw(st.sampled_from(["low_value", "evident_origin"]))}
    if draw(st.booleans()):
        claim |= {"criterion": "CTC", "rate_origin_country": draw(countries), "rate_rule": "2.6.1"}
    return claim


documents = st.fixed_dictionaries(
    {"type_code": st.sampled_from(["N853", "Y088"]), "number": numbers},
    optional={"date": dates, "sequence": counts, "write_off": measures},
)
goods = numbered(
    {"description": words, "classification": classifications},
    {
        "origin_country": countries,
        "preference": claims(),
        "duty_regime": st.sampled_from(["100", "300"]),
        "duty_rate_percent": st.just("3.5"),
        "packages": packages,
        "quantity": measures,
        "gross_mass": masses,
        "net_mass": masses,
        "invoice_amount": amounts,
        "customs_value": amounts,
        "duty": amounts,
        "documents": st.lists(documents, min_size=1, max_size=2),
    },
)
declarations = st.fixed_dictionaries(
    {
        "number": numbers,
        "lodged": moments,
        "importing_country": st.just("JP"),
        "importer": parties(1),
        "invoices": st.lists(numbers.map(lambda n: {"number": n}), min_size=1, max_size=2, unique_by=str),
        "transport_documents": st.lists(
            numbers.map(lambda n: {"type": "BL", "number": n}), min_size=1, max_size=2, unique_by=str
        ),
        "lines": goods,
    },
    optional={
        "accepted": moments,
        "functional_reference": numbers,
        "exporter": parties(1),
        "declarant": parties(1),
        "agent": parties(1),
        "authorisation_holders": numbers.map(lambda number: [{"scheme": "AEO", "value": number}]),
        "office": numbers,
        "export_country": countries,
        "mode": st.sampled_from(["sea", "air", "rail"]),
        "vessel": st.just({"imo": "9074729", "name": "Ocean"}),
        "voyage": numbers,
        "arrival": moments,
        "port_of_loading": ports,
        "port_of_discharge": ports,
        "gross_mass": masses,
        "packages": st.fixed_dictionaries({"count": counts}),
        "freight": amounts,
        "insurance": amounts,
        "customs_value": amounts,
        "trade_terms": st.fixed_dictionaries({"condition": st.sampled_from(["CIF", "FOB"]), "place": names}),
        "ucr": numbers,
        "ecommerce": st.fixed_dictionaries(
            {"mail_order": st.booleans()}, optional={"platform_code": numbers}
        ),
        "stage": st.sampled_from(["main", "preliminary", "release_before_permit"]),
    },
)
short = st.from_regex(r"[A-Z0-9]{2}", fullmatch=True)
texts = (
    st.text("ABC 日本語、ｱｲ", min_size=1, max_size=15).map(lambda text: " ".join(text.split())).filter(bool)
)
small = st.integers(1, 10**8).map(str)
ida_declarations = st.fixed_dictionaries(
    {
        "number": st.from_regex(r"[0-9]{11}", fullmatch=True),
        "lodged": moments,
        "importing_country": st.just("JP"),
        "lines": numbered(
            {"description": texts, "classification": st.just({"code": "870830000"})},
            {
                "origin_country": countries,
                "quantity": st.fixed_dictionaries({"value": small, "unit": st.sampled_from(["C62", "KGM"])}),
                "documents": st.just([{"type_code": "NACOP", "number": "WKOR"}]),
            },
        ),
    },
    optional={
        "office": short,
        "importer": st.fixed_dictionaries(
            {"name": texts, "identifiers": numbers.map(lambda n: [{"scheme": "NACCS", "value": n}])}
        ),
        "exporter": st.fixed_dictionaries({"name": texts, "country": countries}),
        "transport_documents": st.lists(
            numbers.map(lambda n: {"type": "BL", "number": n}), min_size=1, max_size=5, unique_by=str
        ),
        "packages": st.fixed_dictionaries({"count": counts}, optional={"marks": texts}),
        "gross_mass": st.fixed_dictionaries({"value": small, "unit": st.just("KGM")}),
        "vessel": texts.map(lambda name: {"name": name}),
        "arrival_date": dates.filter(lambda day: day >= "1000"),
        "port_of_loading": ports,
        "trade_terms": st.sampled_from(["CIF", "FOB"]).map(lambda terms: {"condition": terms}),
        "invoices": st.fixed_dictionaries(
            {"number": numbers, "amount": st.fixed_dictionaries({"value": small, "currency": st.just("USD")})}
        ).map(lambda invoice: [invoice]),
        "freight": st.fixed_dictionaries({"value": small, "currency": st.just("JPY")}),
    },
)
amendments = st.builds(
    lambda data, version: {**data, "function": "amendment", "type_code": "COR", "version": version},
    declarations,
    st.integers(2, 99),
)
cancellations = st.fixed_dictionaries(
    {
        "number": numbers,
        "function": st.just("cancellation"),
        "type_code": st.just("INV"),
        "lodged": moments,
        "importing_country": st.just("JP"),
        "version": st.integers(2, 99),
    },
    optional={"remarks": words, "functional_reference": numbers},
)
