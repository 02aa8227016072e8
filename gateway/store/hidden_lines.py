"""How this administration hides declaration lines on the ledger: what tells its own debits from others'.

Only the administration's secret makes `d` of a line (contracts.draws), and whoever checks an archive or
runs a batch has not got it. So it is kept beside each line that claims a preference, before anything is drawn
for it.
"""

from collections.abc import Callable, Iterable, Mapping

from pydantic import SecretBytes
from sqlalchemy import Connection, select, tuple_

from contracts.draws import declaration_line, line_salt
from gateway.store.bulk import insert_many
from gateway.store.projections.tables import TABLES
from gateway.store.tables.utilisation import hidden_lines

Line = tuple[str, int]
"""A declaration's id, and the line's own number."""

Hide = Callable[[str, int], bytes]
"""`d` of a declaration line."""

AT_ONCE = 500


def hiding(secret: SecretBytes | None) -> Hide | None:
    """What hides lines under the administration's secret; None without one: then nothing is drawn either."""
    if secret is None:
        return None
    key = secret.get_secret_value()
    return lambda declaration, number: declaration_line(
        line_salt(key, declaration, number), declaration, number
    )


def keep_hidden(connection: Connection, hidden: Mapping[Line, bytes]) -> None:
    """Keeps `d` of lines; those that are kept already stay."""
    known: set[Line] = set()
    lines = list(hidden)
    for start in range(0, len(lines), AT_ONCE):
        known |= set(_kept(connection, lines[start : start + AT_ONCE]))
    fresh = [(line, d) for line, d in hidden.items() if line not in known]
    rows = [{"declaration": name, "number": number, "d": d} for (name, number), d in fresh]
    insert_many(connection, hidden_lines, rows)


def keep_all_hidden(connection: Connection, hide: Hide) -> None:
    """Keeps `d` of every claimed line that has none: of those that came before it was kept."""
    lines = TABLES["declaration_lines"]
    same = (hidden_lines.c.declaration == lines.c.declaration, hidden_lines.c.number == lines.c.line)
    bare = (
        select(lines.c.declaration, lines.c.line)
        .where(lines.c.agreement.is_not(None), lines.c.line.is_not(None))
        .where(~select(hidden_lines.c.d).where(*same).exists())
    )
    keep_hidden(connection, {(name, number): hide(name, number) for name, number in connection.execute(bare)})


def _kept(connection: Connection, lines: Iterable[Line]) -> Iterable[Line]:
    table = hidden_lines
    query = select(table.c.declaration, table.c.number).where(
        tuple_(table.c.declaration, table.c.number).in_(list(lines))
    )
    return [(row.declaration, row.number) for row in connection.execute(query)]
