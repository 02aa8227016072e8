"""`tegata history`: what is known of a consignment, from any number it has."""

from typing import Any

import click
from rich.console import Console

from clients.cli.access import open_client, open_key
from clients.cli.output import answer, plain, table
from clients.cli.place import gateway_option, json_option, key_option

_WHEN = ("occurred", "on_board_date", "issue_date", "release_date", "order_date", "date", "valid_from")
"""Where a record says when it happened or was made, by kind."""


@click.command()
@click.argument("number")
@gateway_option
@key_option
@json_option
def history(number: str, gateway: str, key_name: str | None, as_json: bool) -> None:
    """Show the consignments that NUMBER leads to, with every record you may read, in order of time.

    Example: tegata history BOLN4711
    """
    with open_client(gateway, open_key(key_name)) as client:
        found = [
            {**item, "statements": sorted(item["statements"], key=when_of)} for item in client.history(number)
        ]

    def render(screen: Console) -> None:
        if not found:
            screen.print("No consignment of that number that you may see.")
        for consignment in found:
            _show(screen, consignment)

    answer(as_json, found, render)


def when_of(statement: dict[str, Any]) -> str:
    """The day or moment that a statement speaks of, as it spells it; empty where it names none."""
    record = (statement.get("evidence") or {}).get("record", {})
    return next((str(record[name]) for name in _WHEN if name in record), "")


def _show(screen: Console, consignment: dict[str, Any]) -> None:
    screen.print(f"[bold]Consignment[/] {plain(consignment['id'])}")
    rows = [
        (
            when_of(statement),
            statement["kind"],
            statement["number"] or "",
            str((statement.get("evidence") or {}).get("member", "")),
            (statement.get("evidence") or {}).get("state", ""),
            statement["bond"],
        )
        for statement in consignment["statements"]
    ]
    screen.print(table(("when", "what", "number", "member", "state", "tie"), rows))
    screen.print()
