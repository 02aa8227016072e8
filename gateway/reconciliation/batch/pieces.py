"""Declarations cut into pieces that are screened together: with each the rows of all that share a proof, an
invoice, a transport document or a waiver with one of them, and of the records that these name.

Numbers are compared by their hashes. Where two have the same, a piece holds a row that it did not need.
"""

from collections.abc import Mapping

import polars as pl

from gateway.reconciliation.batch.tables import MILESTONE, OF_DECLARATIONS, Tables, shared_numbers

_NOTHING = pl.Series("row", [], dtype=pl.UInt32)


class Pieces:
    """The pieces of `tables`: `count` of them, of `size` declarations in the order in which these were
    lodged.
    """

    def __init__(self, tables: Tables, size: int) -> None:
        total = tables["declarations"].height
        self.count = -(-total // size)
        self._tables, self._size = tables, size
        within = _within(tables, size)
        found = {name: _rows_within(tables[name], within) for name in ("declarations", *OF_DECLARATIONS)}
        found |= _records_within(tables, within)
        self._rows: Mapping[str, Mapping[int, pl.Series]] = {
            name: {int(key[0]): part["row"] for key, part in rows.partition_by("piece", as_dict=True).items()}
            for name, rows in found.items()
        }

    def cut(self, index: int) -> Tables:
        """The rows of a piece; of tables that are small, all. `names` holds its own declarations."""
        cut = {name: self._tables[name][rows.get(index, _NOTHING)] for name, rows in self._rows.items()}
        names = self._tables["names"].slice(index * self._size, self._size)
        own = pl.col("declaration").is_between(names["number"][0], names["number"][-1])
        told = self._tables["told_by_numbers"].filter(own)
        return {**self._tables, **cut, "names": names, "told_by_numbers": told}


def _within(tables: Tables, size: int) -> pl.DataFrame:
    """(declaration, piece): a declaration is of its own piece, and of those of its fellows."""
    own = tables["declarations"].select("declaration", piece=pl.col("declaration") // size)
    found = [own]
    for named in shared_numbers(tables).values():
        keys = named.select("declaration", key=pl.col("key").hash(), piece=pl.col("declaration") // size)
        wide = keys.group_by("key").agg(low=pl.col("piece").min(), high=pl.col("piece").max())
        wide = wide.filter(pl.col("low") != pl.col("high")).select("key")
        across = keys.join(wide, on="key", how="semi")
        if not across.is_empty():
            met = across.select("key", "piece").unique()
            found.append(across.select("key", "declaration").join(met, on="key").select(own.columns))
    return own if len(found) == 1 else pl.concat(found).unique()


def _rows_within(table: pl.DataFrame, within: pl.DataFrame) -> pl.DataFrame:
    """(row, piece) of the rows of declarations, in their order."""
    rows = table.select("declaration").with_row_index("row")
    return rows.join(within, on="declaration").select("row", "piece").sort("row")


def _records_within(tables: Tables, within: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """(row, piece) of the records that the declarations of each piece name, by their numbers."""
    proofs = _numbers(tables["declaration_lines"], "proof_norm", within)
    documents = _numbers(tables["declaration_transports"], "number_norm", within)
    boxes = _numbers(tables["declaration_containers"], "number_norm", within)
    made = _named(tables["references_made"], documents)
    held, met = tables["containers"], _named(tables["containers"], boxes)
    seen = held.select("kind").with_row_index("row").filter(pl.col("kind") == MILESTONE)
    met = met.join(seen, on="row", how="semi")
    events = pl.concat([_of_rows(tables["references_made"], made), _of_rows(held, met)]).unique()
    transports = _named(tables["transports"], documents)
    proof_rows = _named(tables["proofs"], proofs)
    inside = _of_records(held, _of_rows(tables["transports"], transports))
    return {
        "proofs": proof_rows,
        "proof_lines": _of_records(tables["proof_lines"], _of_rows(tables["proofs"], proof_rows)),
        "invoices": _named(
            tables["invoices"], _numbers(tables["declaration_invoices"], "number_norm", within)
        ),
        "transports": transports,
        "milestones": _of_records(tables["milestones"], events),
        "references_made": made,
        "containers": pl.concat([inside, met]).unique(),
    }


def _numbers(table: pl.DataFrame, column: str, within: pl.DataFrame) -> pl.DataFrame:
    """(number, piece) of what the declarations of each piece name."""
    named = table.select("declaration", number=pl.col(column).hash()).filter(table[column].is_not_null())
    return named.join(within, on="declaration").select("number", "piece").unique()


def _named(table: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """(row, piece) of the records that go by those numbers."""
    rows = table.select(number=pl.col("number_norm").hash()).with_row_index("row")
    return rows.join(numbers, on="number").select("row", "piece")


def _of_rows(table: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """(record, piece) of rows."""
    return rows.select(record=table["record"].gather(rows["row"]), piece="piece").unique()


def _of_records(table: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """(row, piece) of the rows of records."""
    rows = table.select("record").with_row_index("row")
    return rows.join(records, on="record").select("row", "piece")
