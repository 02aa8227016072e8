"""A message's segments into its segment groups, by a table; a segment out of place is refused."""

from collections.abc import Mapping
from typing import Any

from adapters.errors import DocumentMalformed
from adapters.sources.tree import Node


def grouped(message: Node, groups: Mapping[str, Mapping[str, Any]]) -> Node:
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


def _level(
    segment: Node, open_groups: list[tuple[str, Node]], groups: Mapping[str, Mapping[str, Any]]
) -> int:
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
