"""`tegata status`: how a record stands now, or stood at any past block, and what took its place."""

from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from clients.cli.access import open_client
from clients.cli.exit_codes import ExitCode
from clients.cli.output import answer
from clients.cli.place import gateway_option, json_option
from contracts.ids import RecordId, unhex

if TYPE_CHECKING:
    from clients.sdk import Client

LONGEST = 1_000
"""Supersessions that are followed: no honest chain comes near."""

_CODES = {"valid": ExitCode.OK, "ended": ExitCode.ENDED, "void": ExitCode.UNAUTHORISED}


@click.command()
@click.argument("record_id", metavar="ID")
@click.option("--block", type=click.IntRange(0), metavar="NUMBER", help="As it stood at this past block.")
@gateway_option
@json_option
@click.pass_context
def status(context: click.Context, record_id: str, block: int | None, gateway: str, as_json: bool) -> None:
    """Ask a gateway's node how the record ID stands, and follow what superseded it to the end of the chain.

    The gateway is believed here; a proof bundle needs no belief. The exit code is the first record's: 0
    valid, 10 ended, 11 void or not on the ledger.

    Example: tegata status 0x5e… --block 1200
    """
    first = RecordId(unhex(record_id, 32, "ID"))
    with open_client(gateway) as client:
        chain = chain_from(client, first, block)
    answer(as_json, {"chain": chain}, lambda screen: _show(screen, chain))
    context.exit(_CODES.get(chain[0]["verdict"], ExitCode.UNAUTHORISED))


def chain_from(client: "Client", record: RecordId, block: int | None) -> list[dict[str, Any]]:
    """How a record stands, then what superseded it, and so on; each as of `block`, the last one if None.

    A successor that this gateway does not know ends the chain.
    """
    from clients.sdk import GatewayRefused

    chain = [client.verification(record, block)]
    while (ending := chain[-1]["ending"]) and ending["successor"] and len(chain) < LONGEST:
        try:
            chain.append(client.verification(RecordId(unhex(ending["successor"], 32)), block))
        except GatewayRefused as refused:
            if refused.status != 404:
                raise
            break
    return chain


def _show(screen: Console, chain: list[dict[str, Any]]) -> None:
    for each in chain:
        ending = each["ending"]
        since = f", {ending['state']} at {ending['time']} ({ending['reason']})" if ending else ""
        screen.print(f"{each['id']}: {each['verdict']}{since}", soft_wrap=True)
    as_of = chain[0]["as_of"]
    screen.print(f"as of block {as_of['block']} ({as_of['time']})", style="dim")
