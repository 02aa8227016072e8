"""References to other documents and objects: the numbers that consignments are found by, each once."""

from adapters.drafting import Drafting
from adapters.sources.tree import Node
from adapters.values.codes import container
from adapters.values.text import text


def put_reference(drafting: Drafting, node: Node, type_: str, *, at: str = "references") -> str | None:
    """The node's value as a reference of `type_` in the list at `at`; its path, or None if it stood there."""
    number = " ".join((node.text or "").split())
    key = (at, type_, number)
    if not number or key in drafting.referenced:
        drafting.reading.mark_structural(node, "names a reference that stands already")
        return None
    drafting.referenced.add(key)
    path = drafting.next_item(at)
    drafting.put(f"{path}/type", type_, node)
    drafting.convert(f"{path}/number", node, container if type_ == "CNTR" else text)
    return path
