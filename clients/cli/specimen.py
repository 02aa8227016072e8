"""`tegata specimen`: customs look a certificate up at the body that issued it; the body reads who did."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from clients.cli.access import now, open_client, open_key, open_trust
from clients.cli.exit_codes import ExitCode
from clients.cli.output import answer, plain, table
from clients.cli.place import gateway_member_option, gateway_option, json_option, key_option, trust_option
from clients.cli.verify import CODES


@click.group()
def specimen() -> None:
    """Look certificates of origin up at the gateway of the issuing body (RCEP Art. 3.17(7)).

    Example: tegata specimen look-up VN-2026-000123 --hs 620520 --gateway https://issuer.example
    """


@specimen.command("look-up")
@click.argument("number")
@click.option("--hs", metavar="DIGITS", help="HS code of one of its lines, 6 digits or more.")
@click.option("--description", metavar="TEXT", help="Description of one of its lines.")
@click.option(
    "--quantity", metavar="DECIMAL", help='Quantity of one of its lines, with its unit: "120.5 KGM".'
)
@click.option("--date", metavar="DATE", help="Its date of issue.")
@click.option("--exporter", metavar="NAME", help="Its exporter.")
@click.option(
    "--to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to keep the answer: the proof bundle, or the issuer's signed statement.",
)
@gateway_option
@gateway_member_option
@trust_option
@key_option
@json_option
@click.pass_context
def look_up(
    context: click.Context,
    /,
    number: str,
    target: Path | None,
    gateway: str,
    gateway_member: int | None,
    trust_path: Path | None,
    key_name: str | None,
    as_json: bool,
    **fields: str | None,
) -> None:
    """Look the certificate NUMBER up, with at least one field as it stands on it.

    A match comes with its proof, which is verified here; anything else with the issuer's signed statement
    that nothing matches, whose signature is checked against the ledger. The exit code is the proof's
    verdict as in `tegata verify`, 14 where nothing matches.

    Example: tegata specimen look-up VN-2026-000123 --hs 620520 --to certificate.tegata.json
    """
    from contracts.proofs import verify

    question = {name: value for name, value in fields.items() if value is not None}
    if not question:
        raise click.UsageError("The number alone opens nothing: give one more field.")
    trust = open_trust(trust_path)
    with open_client(gateway, open_key(key_name), trust, gateway_member) as client:
        found = client.look_up({"number": number, **question})
    document = found["proof"] if found["match"] else found
    verdict = verify(json.dumps(document), trust, now()) if found["match"] else None
    if verdict is not None and verdict.error is not None:
        raise verdict.error
    if target is not None:
        target.write_text(json.dumps(document) + "\n", encoding="utf-8")
    told = {"match": found["match"], "answer": document, "path": None if target is None else str(target)}
    told |= {} if verdict is None else {"verdict": verdict.to_json()}
    answer(as_json, told, lambda screen: _show(screen, number, found))
    context.exit(ExitCode.NO_MATCH if verdict is None else CODES[verdict.outcome])


def _show(screen: Console, number: str, found: dict[str, Any]) -> None:
    if found["match"]:
        screen.print(f"{plain(number)}: {found['state']}, record {found['id']}, verified.", soft_wrap=True)
    else:
        screen.print(
            f"No certificate of member {found['issuer']} matches. So states its gateway, signed, at "
            f"{_moment(found['at'])}.",
            soft_wrap=True,
        )


@specimen.command("log")
@click.option(
    "--limit", type=click.IntRange(1, 500), default=100, show_default=True, help="The last so many."
)
@gateway_option
@key_option
@json_option
def log(limit: int, gateway: str, key_name: str | None, as_json: bool) -> None:
    """Show who looked certificates up at your own gateway, the latest first.

    Example: tegata specimen log --limit 20
    """
    with open_client(gateway, open_key(key_name)) as client:
        found = client.look_ups(limit)
    rows = [(_moment(one["at"]), str(one["member"]), plain(one["number"]), one["who"]) for one in found]
    answer(as_json, found, lambda screen: screen.print(table(("when", "member", "number", "by"), rows)))


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
