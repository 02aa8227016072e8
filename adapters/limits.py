"""What a document may cost before it is refused, whatever its format."""

from typing import Final

MAX_BYTES: Final = 20_000_000
"""Size of a document; a year of one importer's invoices is smaller."""

MAX_UNPACKED_BYTES: Final = 60_000_000
"""Size of what a compressed document unpacks to."""

MAX_PACKED_PARTS: Final = 500
"""Parts of a compressed document."""

MAX_DEPTH: Final = 48
"""Nesting; the deepest path of UBL 2.4 that is mapped has 11 steps."""

MAX_VALUES: Final = 200_000
"""Elements and attributes, members, segments or cells of one document."""

MAX_LOCATION: Final = 600
"""Characters of a value's location: every value has one."""

MAX_ROWS: Final = 20_000
"""Rows of a table; a record has at most 5,000 lines, and a file may hold several."""

MAX_TEXT: Final = 4_000
"""Characters of one value in a record."""

MAX_EDIFACT_BYTES: Final = 700_000
"""Size of an EDIFACT interchange: what NACCS takes. Reading one costs a step for each character."""
