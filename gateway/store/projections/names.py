"""One spelling for what documents spell in many ways: document numbers, names of parties, identifiers.

Normalised once, when a record or a declaration is projected; rules compare the results and never normalise.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from stdnum import iso6346

from contracts.records.parts import Identifier, Party

_LATIN_FORMS = """
    co company corp corporation inc incorporated ltd limited llc llp plc pte pty pvt private sdn bhd gmbh ag
    kg sa sas sarl srl spa bv nv oy ab as aps kk jsc tnhh cv pt tbk public holding holdings group
"""
_LEGAL_FORMS = frozenset(_LATIN_FORMS.split())
_LOCAL_FORMS = ("株式会社", "有限会社", "合同会社", "有限公司", "股份有限公司", "责任", "주식회사", "公司")
_CONTAINER = re.compile(r"[A-Z]{3}[UJZR][0-9]{7}\Z")
_NOBODY = Party()
_SPLIT = re.compile(r"[^\w]+", re.UNICODE)


@lru_cache(maxsize=16_384)
def normalise_reference(number: str) -> str:
    """`number` as it is compared: NFKC, upper case, letters and digits only.

    A number without a letter or a digit stays as NFKC leaves it, so that it equals only itself.
    """
    folded = (number if number.isascii() else unicodedata.normalize("NFKC", number)).upper()
    return "".join(filter(str.isalnum, folded)) or folded.strip()


def check_digit(container: str) -> str | None:
    """The check digit that ISO 6346 asks for in a container's number; null for what is not of its form."""
    number = normalise_reference(container)
    return str(iso6346.calc_check_digit(number[:10])) if _CONTAINER.match(number) else None


@lru_cache(maxsize=16_384)
def normalise_name(name: str | None) -> str | None:
    """`name` as words to compare: NFKC, case folded, no punctuation, no legal form, sorted.

    Two spellings of one firm share their words; a name that is nothing but a legal form keeps it.
    """
    if name is None:
        return None
    folded = unicodedata.normalize("NFKC", name).casefold().replace("&", " ").replace(".", "")
    for form in _LOCAL_FORMS:
        folded = folded.replace(form, " ")
    words = [word for word in _SPLIT.split(folded) if word]
    kept = [word for word in words if word not in _LEGAL_FORMS]
    return " ".join(sorted(set(kept or words))) or None


def identifier_words(identifiers: Iterable[Identifier]) -> str | None:
    """Identifiers as `SCHEME:VALUE` words, sorted; null when there are none."""
    words = {identifier_word(identifier) for identifier in identifiers}
    return " ".join(sorted(words)) or None


def identifier_word(identifier: Identifier) -> str:
    """One identifier as a `SCHEME:VALUE` word."""
    return f"{identifier.scheme.upper()}:{normalise_reference(identifier.value)}"


def party_columns(prefix: str, party: Party | None, *wanted: str) -> dict[str, str | None]:
    """The columns of a party: as written, its normalised names, its identifiers; those `wanted` only."""
    named = party or _NOBODY
    made = {
        "": named.name or named.name_local,
        "_name": normalise_name(named.name),
        "_local": normalise_name(named.name_local),
        "_ids": identifier_words(named.identifiers),
    }
    return {prefix + suffix: made[suffix] for suffix in wanted}


def party_key(ids: str | None, name: str | None) -> str | None:
    """What a party is looked up by: its first identifier, otherwise its normalised name."""
    return ids.split(" ")[0] if ids else name
