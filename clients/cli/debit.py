"""`tegata debit`: what a declaration line uses of a proof of origin, decided by customs with a reason."""

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from clients.cli.access import open_client, open_key, open_trust
from clients.cli.output import answer
from clients.cli.place import gateway_member_option, gateway_option, json_option, key_option, trust_option
from contracts.ids import RecordId, unhex


@click.command()
@click.argument("record_id", metavar="ID")
@click.option("--declaration", metavar="NAME", help="Country and number of the declaration: JP-26112300001.")
@click.option("--number", type=click.IntRange(0), default=1, show_default=True, help="Its line's own number.")
@click.option(
    "--line", type=click.IntRange(0, 999), default=0, show_default=True, help="Line of the proof, from 0."
)
@click.option("--quantity", metavar="DECIMAL", help="In the unit of the proof's line; 0 gives it back.")
@click.option("--whole", is_flag=True, help="All of the line: neither quantity nor unit becomes known.")
@click.option("--reason", metavar="TEXT", help="Why: it stands beside the debit.")
@click.option(
    "--conflict-to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the evidence of why the debit of --declaration was refused; `tegata verify` checks it.",
)
@click.option("--reserve", is_flag=True, help="Hold it for a preliminary declaration only.")
@gateway_option
@gateway_member_option
@trust_option
@key_option
@json_option
def debit(
    record_id: str,
    declaration: str | None,
    number: int,
    line: int,
    quantity: str | None,
    whole: bool,
    reason: str | None,
    target: Path | None,
    reserve: bool,
    gateway: str,
    gateway_member: int | None,
    trust_path: Path | None,
    key_name: str | None,
    as_json: bool,
) -> None:
    """Draw on the proof ID for a declaration's line, or give back; without --quantity show its balances.

    Example: tegata debit 0x5e… --declaration JP-26112300001 --quantity 120.5 --reason "weighed on arrival"
    """
    proof = RecordId(unhex(record_id, 32, "ID"))
    draws = whole or quantity is not None
    if whole and quantity is not None:
        raise click.UsageError("Either --quantity or --whole.")
    if draws and not (declaration and reason):
        raise click.UsageError("A debit needs --declaration and --reason.")
    trust = open_trust(trust_path)
    with open_client(gateway, open_key(key_name), trust, gateway_member) as client:
        if draws:
            decision = {"declaration": declaration, "number": number, "line": line, "whole": whole}
            decision |= {} if whole else {"quantity": quantity}
            client.debit(proof, {**decision, "reason": reason, "confirmed": not reserve})
        if target is not None:
            if not declaration or draws:
                raise click.UsageError("--conflict-to goes with --declaration, and draws nothing.")
            evidence = client.conflict(proof, declaration, number, line)
            target.write_text(json.dumps(evidence) + "\n", encoding="utf-8")
        found = client.utilisation(proof)
    answer(as_json, found, lambda screen: _show(screen, found))


def _show(screen: Console, found: dict[str, Any]) -> None:
    for line in found["lines"]:
        left = "nothing else: drawn whole" if line["whole"] else f"{line['left']} {line['unit']} left"
        used = "all" if line["whole"] else f"{line['used']} of {line['quantity']}"
        screen.print(f"line {line['line']}: {used} used, {left}", soft_wrap=True)
    for draw in found.get("draws", ()):
        problem = f": {draw['problem']['found']}" if draw["problem"] else ""
        screen.print(
            f"  {draw['declaration']} line {draw['number']}: {_drawn(draw)}, {draw['state']}{problem}",
            soft_wrap=True,
        )
    if not found["lines"]:
        screen.print("Nothing was drawn from this proof yet.")


def _drawn(draw: dict[str, Any]) -> str:
    return "the whole line" if draw["whole"] else f"{draw['quantity']} {draw['unit']}"
