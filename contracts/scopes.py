"""The numbers of the agreements: the scope that binds an origin proof to one of them (formats §2).

A number is wire format and never reused. What an agreement says is not here: the gateway's tables hold it.
"""

from typing import NewType

from contracts.errors import RecordInvalid, brief

Scope = NewType("Scope", int)
"""0 for records bound to no agreement, otherwise an agreement's number."""

NO_SCOPE = Scope(0)

_IN_ORDER = (
    "JP-SG", "JP-MX", "JP-MY", "JP-CL", "JP-TH", "JP-ID", "JP-BN", "AJCEP", "JP-PH", "JP-CH",
    "JP-VN", "JP-IN", "JP-PE", "JP-AU", "JP-MN", "CPTPP", "JP-EU", "JP-UK", "JP-US", "RCEP",
)  # fmt: skip

AGREEMENT_NUMBERS: dict[str, Scope] = {code: Scope(n) for n, code in enumerate(_IN_ORDER, start=1)}
"""Agreement code → number, in the order in which the agreements entered into force."""

AGREEMENT_CODES: dict[int, str] = {number: code for code, number in AGREEMENT_NUMBERS.items()}


def scope_of(agreement: str, where: str = "agreement") -> Scope:
    """The number of `agreement`; RecordInvalid for a code that has none."""
    try:
        return AGREEMENT_NUMBERS[agreement]
    except KeyError:
        known = ", ".join(AGREEMENT_NUMBERS)
        raise RecordInvalid(where, expected=f"an agreement code ({known})", found=brief(agreement)) from None
