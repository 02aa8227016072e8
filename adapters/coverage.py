"""What each format's documents become, as tables made from the mappings that read them."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from adapters.formats import FORMATS, IFTSTA, TEMPLATES, Format
from adapters.mapping import Mapping, table_of

Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A format's coverage: rows of (path, field), (path, what it frames), (path, why left); refusals."""

    format: Format
    mapped: tuple[Row, ...]
    framing: tuple[Row, ...]
    left: tuple[Row, ...]
    refused: tuple[str, ...]


def coverage() -> Iterator[Coverage]:
    """The coverage of every format, in the order of the documentation."""
    for format_ in FORMATS:
        facts = _facts("template" if format_ in TEMPLATES.values() else format_.id)
        mapped, framing = _tables(format_)
        left = tuple((path, why) for path, why in facts["left"])
        yield Coverage(format_, mapped, framing, left, tuple(facts["refused"]))


def refused_everywhere() -> tuple[str, ...]:
    """What every format refuses."""
    return tuple(_facts("every")["refused"])


@cache
def _facts(name: str) -> Any:
    return tomllib.loads((files("adapters") / "coverage.toml").read_text("utf-8"))[name]


def _tables(format_: Format) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    if format_ in TEMPLATES.values():
        return _template_rows(format_.id.removeprefix("template-")), ()
    if format_ == IFTSTA:
        from adapters.edifact.iftsta import FIELDS

        return FIELDS, ()
    rows = list(table_of(_mapping(format_)))
    mapped = dict.fromkeys((source, target.lstrip("/")) for source, target, fills in rows if fills)
    framing = dict.fromkeys((source, target) for source, target, fills in rows if not fills)
    return (*_events(format_), *mapped), tuple(framing)


_MAPPINGS = {
    "ubl-invoice": ("adapters.ubl.invoice:INVOICE",),
    "ubl-waybill": ("adapters.ubl.waybill:WAYBILL",),
    "ubl-certificate": ("adapters.ubl.certificate:CERTIFICATE",),
    "ubl-bill-of-lading": ("adapters.ubl.waybill:WAYBILL",),
    "ubl-despatch": ("adapters.ubl.packing:DESPATCH",),
    "ubl-packing-list": ("adapters.ubl.packing:PACKING",),
    "ubl-status": ("adapters.ubl.status:STATUS",),
    "ubl-progress": ("adapters.ubl.status:PROGRESS",),
    "cii-invoice": ("adapters.cii.invoice:INVOICE",),
    "epcis-json": ("adapters.epcis.events:MAPPING",),
    "epcis-xml": ("adapters.epcis.events:MAPPING",),
    "vc-invoice": ("adapters.credentials.traceability:INVOICE",),
    "vc-bill-of-lading": ("adapters.credentials.traceability:BILL",),
    "vc-certificate": ("adapters.credentials.traceability:CERTIFICATE",),
    "vc-entry-summary": ("adapters.credentials.traceability:ENTRY",),
    "untp-dte": ("adapters.epcis.events:MAPPING",),
    "tradetrust-certificate": ("adapters.credentials.tradetrust:CERTIFICATE_FIELDS",),
    "tradetrust-invoice": ("adapters.credentials.tradetrust:INVOICE",),
    "tradetrust-bill-of-lading": ("adapters.credentials.tradetrust:BILL",),
    "dcsa-tnt-3.0-beta-1": ("adapters.dcsa.beta:EVENT",),
    "dcsa-ebl-3.0": ("adapters.dcsa.bill:DOCUMENT",),
    "ephyto": ("adapters.sps.certificate:CERTIFICATE",),
    "one-record": ("adapters.onerecord.objects:WAYBILL", "adapters.onerecord.objects:EVENT"),
    "naccs-ida": ("adapters.naccs.declaration:DECLARATION",),
    "wco-dec": ("adapters.wco.declaration:ENVELOPE", "adapters.wco.declaration:DECLARATION"),
    "wco-dec-export": ("adapters.wco.export:EXPORT",),
    "dcsa-tnt-2.2": ("adapters.dcsa.v220:MAPPING",),
    "dcsa-tnt-3.0": ("adapters.dcsa.v300:EVENT",),
    "edifact-invoic": ("adapters.edifact.invoic:INVOIC",),
    "edifact-desadv": ("adapters.edifact.desadv:FIELDS",),
    "edifact-coarri": ("adapters.edifact.containers:FIELDS",),
    "edifact-codeco": ("adapters.edifact.containers:FIELDS",),
    "edifact-cuscar": ("adapters.edifact.cuscar:FIELDS",),
}
"""The mappings of each format that has no table of its own, by its id."""


def _mapping(format_: Format) -> Mapping:
    rules: Mapping = ()
    for name in _MAPPINGS[format_.id]:
        module, _, attribute = name.partition(":")
        rules += getattr(import_module(module), attribute)
    return rules


def _events(format_: Format) -> tuple[Row, ...]:
    from adapters.dcsa import beta, v220, v300

    fields = {"dcsa-tnt-2.2": v220.FIELDS, "dcsa-tnt-3.0": v300.FIELDS}
    fields["dcsa-tnt-3.0-beta-1"] = beta.FIELDS
    return fields.get(format_.id, ())


def _template_rows(name: str) -> tuple[Row, ...]:
    from adapters.templates import template

    rows = []
    chosen = template(name)
    for column in chosen.columns:
        target = f"{chosen.lines}/n/{column.target}" if column.line else column.target
        if column.value == "references":
            listed, _, type_ = target.rpartition("/")
            target = ", ".join(f"{each}/n ({type_})" for each in (listed, "references") if each)
        rows.append((column.key, target))
    return tuple(rows)
