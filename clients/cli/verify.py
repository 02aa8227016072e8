"""`tegata verify`: bytes, a trust file and a clock, to a verdict. Opens no socket."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from clients.cli.access import now, open_trust
from clients.cli.evidence import show_evidence
from clients.cli.exit_codes import ExitCode
from clients.cli.output import OUTCOMES, SHOWN, answer, plain, table
from clients.cli.place import json_option, trust_option
from contracts.ids import UnixTime
from contracts.proofs import DEFAULT_MAX_AGE, Outcome, Verdict, verify_all
from contracts.proofs.evidence import is_evidence
from contracts.proofs.identity import Roots, read_roots
from contracts.proofs.verdict import WORST_FIRST

CODES = {
    Outcome.VALID: ExitCode.OK,
    Outcome.STALE: ExitCode.STALE,
    Outcome.ENDED: ExitCode.ENDED,
    Outcome.UNAUTHORISED: ExitCode.UNAUTHORISED,
    Outcome.REFUSED: ExitCode.PROOF_REFUSED,
}
_SENTENCES = {
    Outcome.VALID: "Valid: genuine, authorised when it was anchored, and active.",
    Outcome.STALE: "Genuine, and active as of a time too long ago. Ask for a fresh proof.",
    Outcome.ENDED: "Genuine, but ended.",
    Outcome.UNAUTHORISED: "Genuine, but its author's key was compromised by then.",
    Outcome.REFUSED: "Refused: this proof proves nothing.",
}


@click.command()
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@trust_option
@click.option(
    "--max-age",
    type=click.IntRange(0),
    default=DEFAULT_MAX_AGE,
    show_default=True,
    metavar="SECONDS",
    help="How old the shown state may be.",
)
@click.option(
    "--at", "at", type=click.IntRange(0), metavar="SECONDS", help="Judge freshness at this time (unix)."
)
@click.option(
    "--roots",
    "roots_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="PEM: the roots that identity statements may rest on.  [default: those that the members chose]",
)
@json_option
@click.pass_context
def verify(
    context: click.Context,
    bundle: Path,
    trust_path: Path | None,
    max_age: int,
    at: int | None,
    roots_file: Path | None,
    as_json: bool,
) -> None:
    """Verify a proof bundle offline: no network, one file and a trust file.

    A case's dossier, evidence of two debits in conflict, of the ledger's state or of a gateway's signing keys
    is verified likewise.

    The exit code is the verdict: 0 valid, 10 ended, 11 unauthorised, 12 stale, 13 refused.

    Example: tegata verify certificate.tegata.json --trust trust.json
    """
    trust = open_trust(trust_path)
    data = sys.stdin.buffer.read() if str(bundle) == "-" else bundle.read_bytes()
    clock = UnixTime(at) if at is not None else now()
    if is_evidence(data):
        context.exit(show_evidence(data, trust, clock, as_json))
    verdicts = verify_all(data, trust, clock, max_age, _roots(roots_file))
    document: Any = [verdict.to_json() for verdict in verdicts]
    worst = min((verdict.outcome for verdict in verdicts), key=lambda outcome: WORST_FIRST[outcome])
    shown = document[0] if len(verdicts) == 1 else {"outcome": worst.value, "records": document}
    answer(as_json, shown, lambda screen: _show_all(screen, verdicts))
    context.exit(CODES[worst])


def _roots(path: Path | None) -> Roots | None:
    return None if path is None else read_roots(path.read_bytes(), str(path))


def _show_all(screen: Console, verdicts: tuple[Verdict, ...]) -> None:
    for verdict in verdicts:
        _show(screen, verdict)


def _show(screen: Console, verdict: Verdict) -> None:
    style = OUTCOMES[verdict.outcome.value]
    screen.print(f"[{style}]{_SENTENCES[verdict.outcome]}[/]")
    if verdict.record is not None:
        screen.print(f"Record 0x{verdict.record.id.hex()}", style="dim")
    screen.print()
    for claim in verdict.claims:
        colour = SHOWN[claim.shown.value]
        word = claim.shown.value.replace("_", " ")
        screen.print(f"[{colour}]{word:<10}[/] {claim.topic.value:<24} {plain(claim.reason)}")
    if verdict.fields:
        screen.print()
        rows = [(shown.path, _text(shown.content)) for shown in verdict.fields if shown.path not in ("", "#")]
        screen.print(table(("field", "value"), rows))


def _text(content: str | bool) -> str:
    return content if isinstance(content, str) else json.dumps(content)
