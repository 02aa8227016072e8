"""A message's segments into its segment groups, by a table; a segment out of place is refused."""

from collections.abc import Mapping
from typing import Any

from adapters.codelists import table
from adapters.drafting import Reading
from adapters.errors import DocumentMalformed, UnknownFormat
from adapters.sources.tree import Node
from contracts.errors import brief

_ENVELOPE = ("UNB", "UNG", "UNE", "UNZ")

Groups = Mapping[str, Mapping[str, Any]]


def messages_of(reading: Reading, type_: str) -> list[Node]:
    """The interchange's messages, which are all of `type_`; its envelope is marked as such."""
    found = []
    for child in reading.root.children:
        if child.name in _ENVELOPE:
            for component in child.children:
                reading.mark_structural(component, "frames the interchange")
        elif child.name != type_:
            raise UnknownFormat(child.location, expected=f"{type_} messages only", found=brief(child.name))
        else:
            found.append(child)
    return found


def grouped_message(reading: Reading, message: Node) -> Node:
    """The message with its groups nested and its segments named with their qualifiers (`DTM[137]`).

    A release of the directory that the tables don't know is read all the same, and said to be unknown; so is
    a segment that no group of the message has: it is left.
    """
    release = message.children[0].value("2.3") or ""
    if release not in table("edifact")["directories"]:
        said = f"directory {release!r} is not one that was checked"
        reading.warn("edifact.directory", message.children[0].location, said)
    groups = table("edifact")[message.name]
    known = {name for group in groups.values() for name in (*group["segments"], *group["groups"])}
    ours = Node(message.name, message.location)
    for segment in message.children:
        if segment.name in known:
            ours.children.append(segment)
        else:
            reading.warn("edifact.segment", segment.location, f"{message.name} has no segment {segment.name}")
            reading.leave(segment, "a segment that this message does not have")
    return _qualified(grouped(ours, groups))


def grouped(message: Node, groups: Groups) -> Node:
    """The message with its groups nested: a group is its first segment, the others are children of it.

    The nodes of groups are copies; `message` stays flat.
    """
    root = Node(message.name, message.location)
    open_groups = [(message.name, root)]
    for segment in message.children:
        depth = _level(segment, open_groups, groups)
        del open_groups[depth + 1 :]
        name, node = open_groups[depth]
        if segment.name in groups[name]["groups"]:
            group = Node(segment.name, segment.location, children=list(segment.children))
            node.children.append(group)
            open_groups.append((segment.name, group))
        else:
            node.children.append(segment)
    return root


def _level(segment: Node, open_groups: list[tuple[str, Node]], groups: Groups) -> int:
    """The innermost open group that has such a segment."""
    for depth in range(len(open_groups) - 1, -1, -1):
        known = groups[open_groups[depth][0]]
        if segment.name in known["groups"] or segment.name in known["segments"]:
            return depth
    inside = groups[open_groups[-1][0]]
    expected = ", ".join([*inside["segments"], *inside["groups"]])
    raise DocumentMalformed(
        segment.location, expected=f"in {open_groups[-1][0]} one of {expected}", found=segment.name
    )


def _qualified(node: Node) -> Node:
    """A copy in which a segment's name holds the qualifier that says what it is of."""
    where = table("edifact")["qualifiers"].get(node.name)
    qualifier = None if where is None else node.value(where)
    name = node.name if qualifier is None else f"{node.name}[{qualifier}]"
    children = [_qualified(child) if child.children else child for child in node.children]
    return Node(name, node.location, node.text, node.line, node.type, children)
