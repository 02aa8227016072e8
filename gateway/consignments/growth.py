"""Growing the graph: what new statements change, computed from their neighbourhood alone.

The result equals a rebuild from every statement. The argument: whether two statements are joined depends on
those that share a name with both, so a new statement can change only pairs that share a name with it; the
consignments of those are computed anew, each with every statement that names one of its documents.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from gateway.consignments.graph import is_nucleus
from gateway.consignments.joining import components
from gateway.consignments.names import Family, Name
from gateway.consignments.statements import Statement

JOINING = frozenset({Family.TRANSPORT, Family.INVOICE, Family.PACKING, Family.UCR})
"""The families that documents are joined, corroborated or doubted by; what only shares another changes
nothing.
"""


class Shelf(Protocol):
    """What is already known: a table, or a dictionary in a test."""

    def naming(self, names: Iterable[Name]) -> list[Statement]:
        """The statements that give one of `names`."""

    def together_with(self, nodes: Iterable[str]) -> list[Statement]:
        """The nuclei of the consignments that hold one of `nodes`."""


def regrouped(shelf: Shelf, new: Sequence[Statement]) -> dict[str, str]:
    """Node → smallest node of its consignment, for every nucleus that the `new` statements may have touched.

    `new` may hold statements that the shelf has already: a declaration comes again with each version.
    """
    fresh = {statement.node: statement for statement in new}
    touching = [statement for statement in new if _may_join(statement)]
    if not touching:
        return {}
    asked = {name for statement in touching for name in statement.names if name.family in JOINING}
    known = shelf.naming(asked)
    touched = _nuclei([*known, *new], fresh)
    whole = touched | _nuclei(shelf.together_with(s.node for s in known), fresh)
    more = {s.own.name for s in whole.values() if s.own} - asked
    witnesses = [*known, *(shelf.naming(more) if more else ()), *new]
    context = {s.node: fresh.get(s.node, s) for s in witnesses if s.node not in whole}
    return components(list(whole.values()), list(context.values()))


def _may_join(statement: Statement) -> bool:
    """True for a nucleus, and for a witness that names two documents or more."""
    return is_nucleus(statement) or sum(name.family in JOINING for name in statement.names) > 1


def _nuclei(statements: Iterable[Statement], fresh: dict[str, Statement]) -> dict[str, Statement]:
    """The nuclei among `statements` by node, in their newest form."""
    return {s.node: fresh.get(s.node, s) for s in statements if is_nucleus(s)}
