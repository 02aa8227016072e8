"""Choosing what a bundle shows: by path or by profile; the rest is hidden, and every other proof stands.

A pattern is a path in which `*` stands for one step and a final `**` for all that is below:
`lines/*/quantity`, `exporter/**`. Schema and path digest (fields "" and "#") are always shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from contracts.errors import TegataError, brief
from contracts.fields import PATHS_PATH, SCHEMA_PATH
from contracts.proofs.bundle import Bundle, Disclosed, ProvedRecord
from contracts.proofs.multiproof import narrow

_DOCUMENT = ("number", "issue_date", "issuing_country", "importing_country", "agreement", "usage/**")
_PARTIES = ("issuer/name", "issuer/country", "exporter/name", "exporter/country", "consignee/name")
_GOODS = ("lines/*/sequence", "lines/*/classification/**", "lines/*/origin_country", "lines/*/criterion")

PROFILES: Mapping[str, tuple[str, ...]] = {
    "public": ("grade", *_DOCUMENT),
    "customs": ("**",),
    "bank": (
        *("grade", "references/**", "issuer/**", "exporter/**", "consignee/**", "seller/**", "buyer/**"),
        *(*_DOCUMENT, "date", "currency", "total", "trade_terms/**"),
    ),
    "origin": ("grade", *_DOCUMENT, *_PARTIES, *_GOODS, "lines/*/quantity", "lines/*/description"),
}
"""Name → what it shows: to whoever asks if a document exists, to customs, to a bank, of the origin."""


class DisclosureInvalid(TegataError):
    """A choice of fields that the bundle can't show."""

    code = "proof.disclosure.invalid"
    default_remedy = "Name fields that the bundle shows; `tegata verify` lists them."


def disclose(bundle: Bundle, patterns: Sequence[str], *, tell_hidden_paths: bool = True) -> Bundle:
    """`bundle` showing only the fields that a pattern matches, of those it shows now.

    Where `tell_hidden_paths` is False, or the bundle no longer tells them itself, nobody learns which fields
    are hidden, and a verifier says that completeness is not shown. Raises DisclosureInvalid for a pattern
    that matches nothing in any record.
    """
    useless = [
        p for p in patterns if not any(matches(p, path) for r in bundle.records for path in r.shown.paths)
    ]
    if useless:
        raise DisclosureInvalid("fields", expected="paths that are shown", found=brief(useless[0]))
    return _narrowed(bundle, patterns, tell_hidden_paths)


def disclose_profile(bundle: Bundle, profile: str, *, tell_hidden_paths: bool = True) -> Bundle:
    """`bundle` showing what PROFILES[profile] lists; a field that a record lacks is simply not there."""
    if profile not in PROFILES:
        raise DisclosureInvalid("profile", expected=", ".join(PROFILES), found=brief(profile))
    return _narrowed(bundle, PROFILES[profile], tell_hidden_paths)


def _narrowed(bundle: Bundle, patterns: Sequence[str], tell_hidden_paths: bool) -> Bundle:
    records = (_hide(record, patterns, tell_hidden_paths) for record in bundle.records)
    return replace(bundle, records=tuple(records))


def matches(pattern: str, path: str) -> bool:
    """Whether `pattern` covers `path`."""
    wanted, steps = pattern.split("/"), path.split("/")
    if wanted[-1] == "**":
        wanted = wanted[:-1]
        steps = steps[: len(wanted)] if len(steps) >= max(1, len(wanted)) else []
        if not wanted:
            return True
    return len(wanted) == len(steps) and all(w in ("*", s) for w, s in zip(wanted, steps, strict=True))


def _hide(record: ProvedRecord, patterns: Sequence[str], tell_hidden_paths: bool) -> ProvedRecord:
    kept = [field for field in record.fields if _is_kept(field.path, patterns)]
    positions = {field.position for field in kept}
    newly_hidden = [field.path for field in record.fields if field.position not in positions]
    return replace(
        record,
        shown=Disclosed.of(kept),
        hidden=tuple(narrow(record.count, record.shown.leaves, record.hidden, positions).hidden),
        hidden_paths=_merged(record.hidden_paths, newly_hidden) if tell_hidden_paths else None,
    )


def _is_kept(path: str, patterns: Iterable[str]) -> bool:
    return path in (SCHEMA_PATH, PATHS_PATH) or any(matches(pattern, path) for pattern in patterns)


def _merged(known: tuple[str, ...] | None, more: list[str]) -> tuple[str, ...] | None:
    return None if known is None else tuple(sorted([*known, *more], key=str.encode))
