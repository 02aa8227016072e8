"""What queries and rules read: typed columns of records and declarations, normalised once, when they come in.

Owns the columns, their tables, and the pure functions that fill them. Never decides what a difference means,
and never reads a payload again: whatever a rule needs stands in a column.
"""

from gateway.store.projections.columns import OF_DECLARATIONS, OF_RECORDS, Column, Projection
from gateway.store.projections.names import normalise_name, normalise_reference
from gateway.store.projections.of_records import rows_of

__all__ = [
    "OF_DECLARATIONS",
    "OF_RECORDS",
    "Column",
    "Projection",
    "normalise_name",
    "normalise_reference",
    "rows_of",
]
