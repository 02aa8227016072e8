"""All columns of some declarations, of those that share a number with them, and of the records they name: the
engine's input, from an extract. What `gateway.reconciliation.loading` reads from the store for one.
"""

from collections.abc import Mapping

import polars as pl

from gateway.reconciliation.batch.extracts import Extract
from gateway.reconciliation.batch.tables import sharing
from gateway.reconciliation.projected import Projected

Frames = Mapping[str, pl.DataFrame]
_OF_DECLARATIONS = (
    "declarations", "declaration_lines", "declaration_invoices", "declaration_transports",
    "declaration_containers",
)  # fmt: skip
_BY_TRANSPORT = {"transports": "number_norm", "exports": "transport_norm", "parcels": "number_norm"}
_MILESTONE = 5


def gather(extract: Extract, declarations: pl.Series) -> dict[str, pl.DataFrame]:
    """Every projection's rows for `declarations`, which hold those that share a number already."""
    found = {name: _where(extract, name, "declaration", declarations) for name in _OF_DECLARATIONS}
    invoices, transports = _numbers(found, "declaration_invoices"), _numbers(found, "declaration_transports")
    lines, heads = found["declaration_lines"], found["declarations"]
    found["choices"] = _where(extract, "choices", "declaration", declarations)
    chosen = found["choices"].filter(pl.col("number_norm") != "")
    invoices = pl.concat([invoices, chosen.filter(pl.col("kind") == "invoice")["number_norm"]])
    named = pl.concat([lines["proof_norm"].drop_nulls(), chosen["number_norm"]])
    found |= _proofs(extract, named, invoices, heads)
    found["debits"] = _where(extract, "debits", "record_id", found["proofs"]["record_id"])
    words = heads["holder_ids"].drop_nulls().str.split(" ").explode()
    identifiers = pl.concat([found["proofs"]["authorisation"].drop_nulls(), words]).unique()
    found["operators"] = _where(extract, "operators", "identifier", identifiers)
    by_number = pl.col("number_norm").is_in(invoices.unique().implode())
    by_seller = pl.col("seller_name").is_in(heads["exporter_name"].drop_nulls().unique().implode())
    found["invoices"] = extract.scan("invoices").filter(by_number | by_seller).collect()
    found["transports"] = _where(extract, "transports", "number_norm", transports)
    ruled = pl.col("number_norm").is_in(lines["ruling_norm"].drop_nulls().unique().implode())
    held = pl.col("holder_norm").is_in(heads["importer_norm"].drop_nulls().unique().implode())
    found["rulings"] = extract.scan("rulings").filter(ruled | held).collect()
    found["exports"] = _where(extract, "exports", "transport_norm", transports)
    found["parcels"] = _where(extract, "parcels", "number_norm", transports)
    return found | _journey(extract, found, transports)


def _where(extract: Extract, name: str, column: str, values: pl.Series) -> pl.DataFrame:
    wanted = pl.col(column).is_in(values.unique().implode())  # which a join would not tell the file's reader
    return extract.scan(name).filter(wanted).collect()


def _numbers(found: Frames, name: str) -> pl.Series:
    return found[name]["number_norm"].unique()


def _proofs(
    extract: Extract, named: pl.Series, invoices: pl.Series, heads: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """Proofs by number, those that share their balance, those that name an invoice, those of the parties."""
    keys = extract.read("proofs", "record", "number_norm", "original_norm", "exporter_name", "consignee_name")
    numbers = named.unique().implode()
    kin = keys.filter(pl.col("number_norm").is_in(numbers) | pl.col("original_norm").is_in(numbers))
    related = pl.concat([named, kin["number_norm"], kin["original_norm"].drop_nulls()]).unique().implode()
    direct = keys.filter(pl.col("number_norm").is_in(related) | pl.col("original_norm").is_in(related))
    by_invoice = extract.read("proof_lines", "record", "invoice_norm").filter(
        pl.col("invoice_norm").is_in(invoices.implode())
    )
    sold = pl.col("exporter_name").is_in(heads["exporter_name"].drop_nulls().unique().implode())
    bought = pl.col("consignee_name").is_in(heads["importer_name"].drop_nulls().unique().implode())
    of_parties = keys.filter(sold | bought)
    records = pl.concat([direct["record"], by_invoice["record"], of_parties["record"]]).unique()
    return {name: _where(extract, name, "record", records) for name in ("proofs", "proof_lines")}


def _journey(extract: Extract, found: Frames, transports: pl.Series) -> dict[str, pl.DataFrame]:
    carried = _where(extract, "containers", "record", found["transports"]["record"])
    seen = _where(extract, "containers", "number_norm", _numbers(found, "declaration_containers"))
    seen = seen.filter(pl.col("kind") == _MILESTONE)
    made = _where(extract, "references_made", "number_norm", transports).filter(pl.col("kind") == _MILESTONE)
    records = pl.concat([seen["record"], made["record"]]).unique()
    events = _where(extract, "milestones", "record", records)
    retractions = _where(extract, "milestones", "retracts", events["source_event"].drop_nulls())
    return {
        "containers": pl.concat([carried, seen]).unique(),
        "references_made": made,
        "milestones": pl.concat([events, retractions]).unique("record"),
    }


def sliced(frames: Frames, some: pl.Series) -> Projected:
    """The rows that reconciling `some` of the declarations reads."""
    return Projected(_rows(frames, sharing(frames, some)))


def _rows(frames: Frames, within: pl.Series) -> dict[str, list[dict[str, object]]]:
    """The rows of the declarations `within`; of records those of numbers that they name."""
    wanted = within.implode()
    found = {name: frames[name].filter(pl.col("declaration").is_in(wanted)) for name in _OF_DECLARATIONS}
    invoices, transports = (
        _numbers(found, name).implode() for name in ("declaration_invoices", "declaration_transports")
    )
    found["choices"] = frames["choices"].filter(pl.col("declaration").is_in(wanted))
    chosen = found["choices"]["number_norm"]
    named = pl.concat([found["declaration_lines"]["proof_norm"].drop_nulls(), chosen]).unique().implode()
    heads = found["declarations"]
    sellers = heads["exporter_name"].drop_nulls().unique().implode()
    found["proofs"] = _proofs_read(frames, heads, named, invoices)
    lines = frames["proof_lines"]
    found["proof_lines"] = lines.filter(pl.col("record").is_in(found["proofs"]["record"].implode()))
    found["debits"] = frames["debits"].filter(
        pl.col("record_id").is_in(found["proofs"]["record_id"].implode())
    )
    found["invoices"] = frames["invoices"].filter(
        pl.col("number_norm").is_in(invoices)
        | pl.col("number_norm").is_in(chosen.implode())
        | pl.col("seller_name").is_in(sellers)
    )
    for name, column in _BY_TRANSPORT.items():
        found[name] = frames[name].filter(pl.col(column).is_in(transports))
    found |= _events(frames, found, transports)
    words = heads["holder_ids"].drop_nulls().str.split(" ").explode()
    identifiers = pl.concat([found["proofs"]["authorisation"].drop_nulls(), words]).unique()
    found["operators"] = frames["operators"].filter(pl.col("identifier").is_in(identifiers.implode()))
    ruled = pl.col("number_norm").is_in(found["declaration_lines"]["ruling_norm"].drop_nulls().implode())
    held = pl.col("holder_norm").is_in(heads["importer_norm"].drop_nulls().unique().implode())
    found["rulings"] = frames["rulings"].filter(ruled | held)
    return {name: frame.to_dicts() for name, frame in found.items()}


def _events(frames: Frames, found: Frames, transports: pl.Series) -> dict[str, pl.DataFrame]:
    numbers = _numbers(found, "declaration_containers").implode()
    boxes, milestones = frames["containers"], frames["milestones"]
    held = pl.col("record").is_in(found["transports"]["record"].implode())
    met = pl.col("number_norm").is_in(numbers) & (pl.col("kind") == _MILESTONE)
    inside = boxes.filter(held | met)
    made = frames["references_made"].filter(pl.col("number_norm").is_in(transports))
    records = pl.concat([inside["record"], made["record"]]).unique().implode()
    events = milestones.filter(pl.col("record").is_in(records))
    again = pl.col("retracts").is_in(events["source_event"].drop_nulls().implode())
    return {
        "containers": inside,
        "references_made": made,
        "milestones": milestones.filter(pl.col("record").is_in(records) | again),
    }


def _proofs_read(frames: Frames, heads: pl.DataFrame, named: pl.Series, invoices: pl.Series) -> pl.DataFrame:
    """The proofs of the numbers `named` with their copies and originals, those whose lines name one of the
    `invoices`, and those between the declarations' parties.
    """
    sellers = heads["exporter_name"].drop_nulls().unique().implode()
    buyers = heads["importer_name"].drop_nulls().unique().implode()
    proofs, lines = frames["proofs"], frames["proof_lines"]
    by_invoice = lines.filter(pl.col("invoice_norm").is_in(invoices))["record"].unique().implode()
    kin = proofs.filter(pl.col("number_norm").is_in(named) | pl.col("original_norm").is_in(named))
    related = pl.concat([kin["number_norm"], kin["original_norm"].drop_nulls()]).unique().implode()
    return proofs.filter(
        pl.col("number_norm").is_in(related)
        | pl.col("original_norm").is_in(related)
        | pl.col("record").is_in(by_invoice)
        | pl.col("exporter_name").is_in(sellers)
        | pl.col("consignee_name").is_in(buyers)
    )
