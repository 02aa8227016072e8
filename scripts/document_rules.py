"""Writes docs/rules.md: every rule of the set, from its own data. A test holds the file to them.

Usage: python -m scripts.document_rules
"""

from collections.abc import Iterator
from pathlib import Path

from gateway.reconciliation.agreements import Agreement, load_agreements
from gateway.reconciliation.rules.definition import Rule, RuleData, rules
from gateway.reconciliation.texts import inputs

DOCUMENT = Path(__file__).parents[1] / "docs" / "rules.md"

INTRODUCTION = """# The rules

Written by `scripts/document_rules.py` from `gateway/reconciliation/`; a test compares.

A rule looks at one subject at a time: a *claim* (a line that claims a preferential rate, its proof, that
proof's line), a proof that was left *unclaimed*, an *invoice*, the *carriage* as a whole, a *container*, a
country on the *route*. It fires, is silent, does not apply, or is *not assessable*, and then names the input
it lacked. Severity is `stop`, `query` or `notice`; none of them decides anything. A finding of audience
`officer` never reaches a party.

A fact marked *not verified* was not read in the source named; a finding that rests on one says so. This is
not legal advice.

What rules read beyond the plain fields: a transport document is evidence of direct consignment if it says
`through`, an additional document of type `CNM` is a certificate of non-manipulation; advance cargo
information is a milestone of scheme `NACCS` with event `AMR` or `AHR`; what a line draws from its proof is
the `write_off` of an additional document of type `861` or `862`, otherwise the line's quantity.

"""


def document() -> str:
    """The whole page."""
    return INTRODUCTION + "".join(_overview()) + "".join(_details()) + "".join(_agreements())


def _overview() -> Iterator[str]:
    yield "## Overview\n\n| rule | severity | audience | what it says |\n|---|---|---|---|\n"
    for name, rule in rules().items():
        data = rule.data
        yield f"| [`{name}`](#{_anchor(name)}) | {data.severity} | {data.audience} | {data.en.title} |\n"


def _details() -> Iterator[str]:
    yield "\n## Each rule\n"
    for name, rule in rules().items():
        yield from _detail(name, rule)


def _detail(name: str, rule: Rule) -> Iterator[str]:
    data = rule.data
    readers = "parties and officers" if data.audience == "party" else "officers only"
    yield f"\n### {name}\n\n**{data.en.title}** · {data.ja.title}\n\n"
    yield f"{data.severity}, for {readers}; subject: {data.subject}; {_where(data)}.\n\n"
    yield f"- Says: {data.en.explanation}\n- 説明: {data.ja.explanation}\n"
    yield f"- Resolved by: {data.en.resolution}\n- 対応: {data.ja.resolution}\n"
    for basis in data.basis:
        yield f"- Basis: {basis.en} ({basis.source}){_doubt(basis.verified)}\n- 根拠: {basis.ja}\n"
    if data.facts:
        yield f"- Rests on these facts of the agreement: {', '.join(data.facts)}\n"
    if rule.check.needs:
        needed = dict.fromkeys(inputs()[need.name]["en"] for need in rule.check.needs)
        yield f"- Needs: {'; '.join(needed)}\n"


def _where(data: RuleData) -> str:
    """The importing parties, proof kinds, agreements and stages that the rule holds for."""
    parts = [
        f"importing party: {', '.join(data.importing_parties)}",
        f"proofs: {', '.join(data.proof_kinds) or 'every kind'}",
    ]
    if data.agreements:
        parts.append(f"agreements: {', '.join(data.agreements)}")
    if data.not_agreements:
        parts.append(f"not under {', '.join(data.not_agreements)}")
    usual = data.stages == RuleData.model_fields["stages"].default
    parts.append("every stage but the AEO release" if usual else f"stages: {', '.join(data.stages)}")
    return "; ".join(parts)


_HEADINGS = ("agreement", "HS edition", "proofs by", "valid", "criterion codes", "one proof covers")


def _agreements() -> Iterator[str]:
    yield (
        "\n## Agreements\n\n`agreements.toml` holds every fact with its source; the latest rows follow. "
        "*not known*: no source that was read gives the\nfact, and the rules that need it "
        "(`criterion.unknown`, `proof.usage_not_allowed`) are not assessable under that agreement.\n"
        "*none*: the agreement has no codes.\n\n"
    )
    yield f"| {' | '.join(_HEADINGS)} |\n{'|---' * len(_HEADINGS)}|\n"
    yield from (_agreement(agreement) for agreement in load_agreements().values())


def _agreement(agreement: Agreement) -> str:
    edition, validity = agreement.hs_edition[-1], agreement.validity[-1]
    makers = dict.fromkeys(maker.replace("_", " ") for route in agreement.route for maker in route.capacities)
    criteria = agreement.criteria[-1] if agreement.criteria else None
    codes = "not known" if criteria is None else " ".join((*criteria.codes, *criteria.additions)) or "none"
    usage = agreement.usage[-1] if agreement.usage else None
    covers = "not known" if usage is None else ", ".join(entry.replace("_", " ") for entry in usage.allowed)
    cells = [
        agreement.code,
        edition.value + _doubt(edition.verified),
        ", ".join(makers),
        f"{validity.months} months{_doubt(validity.verified)}",
        codes + _doubt(criteria is None or criteria.verified),
        covers + _doubt(usage is None or usage.verified),
    ]
    return f"| {' | '.join(cells)} |\n"


def _doubt(verified: bool) -> str:
    return "" if verified else " *not verified*"


def _anchor(name: str) -> str:
    """The anchor that a heading gets."""
    return name.replace(".", "")


def main() -> None:
    """Write the page."""
    DOCUMENT.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
