"""The subject `container`: a container on a declaration, and the documents and milestones that know it."""

from typing import Any

from gateway.reconciliation.facts import Facts
from gateway.reconciliation.projected import Projected, Row
from gateway.reconciliation.subjects.carriage import documents_of

_TRANSPORT_DOCUMENT, _MILESTONE = 4, 5


def containers(trade: Projected, _facts: Facts) -> list[dict[str, Any]]:
    """A row for each declared container; `known` is null where no transport document lists any container."""
    return [
        row
        for head in trade.heads()
        if trade.of(head, "declaration_containers")
        for row in _of_declaration(trade, head)
    ]


def _of_declaration(trade: Projected, head: Row) -> list[dict[str, Any]]:
    documents = documents_of(trade, head)
    listed = [
        row for document in documents for row in trade.where("containers", "record", document["record"])
    ]
    numbers = {row["number_norm"] for row in listed}
    common = {
        **head,
        "t_record_id": documents[0]["record_id"] if documents else None,
        "t_number": documents[0]["number"] if documents else None,
        "t_containers": ", ".join(sorted({row["number"] for row in listed})) or None,
    }
    rows = []
    for container in trade.of(head, "declaration_containers"):
        number = container["number_norm"]
        seen = any(row["kind"] == _MILESTONE for row in trade.where("containers", "number_norm", number))
        rows.append(
            {
                **common,
                "container": container["number"],
                "number_norm": number,
                "position": container["position"],
                "check_digit": container["check_digit"],
                "last_digit": number[-1:],
                "known": True if seen else (number in numbers if numbers else None),
                "at": f"equipment/{container['position']}/number",
            }
        )
    return rows
