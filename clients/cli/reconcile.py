"""`tegata reconcile`: declarations lodged, and what does not match, with what would resolve it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from clients.cli.access import open_client, open_key
from clients.cli.documents import read_limited
from clients.cli.exit_codes import ExitCode
from clients.cli.output import answer, plain
from clients.cli.place import gateway_option, json_option, key_option

if TYPE_CHECKING:
    from clients.sdk import Client

_COLOURS = {"stop": "red", "query": "yellow", "notice": "cyan"}


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--hint", metavar="FORMAT", help="The format, where a document could be of several.")
@click.option("--lodged", metavar="DATE-TIME", help="When it was lodged, where the document does not say.")
@click.option("--country", metavar="CC", help="The importing country, where the document does not say.")
@click.option("--check", is_flag=True, help="Lodge nothing: only say what would not match.")
@click.option("--rules", metavar="VERSION", help="Lodge nothing: find again under a rule set used before.")
@click.option("--declaration", metavar="NAME", help="The lodged declaration that --rules is about.")
@click.option("--officer", metavar="ACCOUNT", help="Sign in as an officer instead of with a key.")
@gateway_option
@key_option
@json_option
@click.pass_context
def reconcile(
    context: click.Context,
    files: tuple[Path, ...],
    hint: str | None,
    lodged: str | None,
    country: str | None,
    check: bool,
    rules: str | None,
    declaration: str | None,
    officer: str | None,
    gateway: str,
    key_name: str | None,
    as_json: bool,
) -> None:
    """Lodge the import declarations in FILES and show what does not match, and what would resolve it.

    With --check nothing is lodged or kept. With --rules VERSION --declaration NAME an officer sees what that
    version of the rules finds in a declaration as it stands now. Exits with 7 where a finding asks for an
    officer. Nothing is denied by a machine.

    Example: tegata reconcile declaration.xml --officer kato
    """
    if (rules is None) != (declaration is None) or (rules is None) != bool(files):
        raise click.UsageError("Give FILES to lodge or check, or --rules VERSION with --declaration NAME.")
    context_of = (hint, lodged, country)
    with _signed_in(gateway, officer, key_name) as client:
        if rules is not None and declaration is not None:
            again = client.find_again(declaration, rules)
            results = [{"file": rules, "version": "as it stands", **again}]
        else:
            results = [found for file in files for found in _of_file(client, file, context_of, check)]

    def render(screen: Console) -> None:
        for result in results:
            _show(screen, result)

    answer(as_json, results, render)
    grave = any(f["severity"] != "notice" for result in results for f in result["findings"])
    context.exit(ExitCode.FINDINGS if grave else ExitCode.OK)


def _of_file(
    client: "Client", file: Path, context: tuple[str | None, str | None, str | None], check: bool
) -> list[dict[str, Any]]:
    """What does not match in the declarations of a file, lodged unless they are only checked."""
    if check:
        planned = client.check_document(read_limited(file), *context)
        return [{"file": str(file), "version": 0, **one} for one in planned]
    found = []
    for kept in client.lodge_document(read_limited(file), *context):
        client.wait_until_reconciled(kept["declaration"], kept["version"])
        found.append({"file": str(file), **kept, "findings": client.findings(kept["declaration"])})
    return found


def _signed_in(gateway: str, officer: str | None, key_name: str | None) -> "Client":
    if officer is None:
        return open_client(gateway, open_key(key_name))
    password = os.environ.get("TEGATA_PASSWORD") or click.prompt(
        f"Password of {officer}", hide_input=True, err=True
    )
    client = open_client(gateway)
    client.sign_in_officer(officer, password)
    return client


def _show(screen: Console, result: dict[str, Any]) -> None:
    screen.print(
        f"[bold]{plain(result['declaration'])}[/] version {result['version']}, {plain(result['file'])}"
    )
    if result.get("days_left") is not None:
        screen.print(f"  {result['days_left']} days until it arrives")
    if not result["findings"]:
        screen.print("  [green]Nothing to ask.[/]")
    for finding in result["findings"]:
        colour = _COLOURS.get(finding["severity"], "white")
        screen.print(f"  [{colour}]{finding['severity']:<7}[/] {plain(finding['rule'])}")
        for line in _explained(finding):
            screen.print(f"          {plain(line)}")


def _explained(finding: dict[str, Any]) -> list[str]:
    """What does not match, why, and what would resolve it, in English, as far as the gateway tells it."""
    told = (finding.get("title"), finding.get("explanation"), finding.get("resolution"))
    return [text["en"] if isinstance(text, dict) else str(text) for text in told if text]
