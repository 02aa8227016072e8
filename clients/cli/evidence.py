"""Evidence beside bundles, verified: what `tegata verify` shows of states, conflicts, dossiers and keys."""

from decimal import Decimal

from rich.console import Console

from clients.cli.exit_codes import ExitCode
from clients.cli.output import answer, plain
from contracts.ids import UnixTime
from contracts.proofs import EvidenceRefused, ProvedKeys, Trust
from contracts.proofs.claims import moment
from contracts.proofs.conflict import ProvedConflict
from contracts.proofs.dossier import ProvedCase
from contracts.proofs.evidence import Proved, proved_evidence
from contracts.proofs.ledger_state import ProvedState


def show_evidence(data: bytes, trust: Trust, at: UnixTime, as_json: bool) -> ExitCode:
    """Shows what such a file proves, or why it proves nothing; the command's exit code."""
    try:
        proved = proved_evidence(data, trust, at)
    except EvidenceRefused as error:
        refusal = {"outcome": "refused", "fault": error.fault.value, "error": error.to_dict()}
        message = error.message
        answer(as_json, refusal, lambda screen: screen.print(f"Refused: {plain(message)}"))
        return ExitCode.PROOF_REFUSED
    answer(as_json, proved.to_json(), lambda screen: _show(screen, proved))
    unauthorised = isinstance(proved, ProvedCase) and proved.compromised
    return ExitCode.UNAUTHORISED if unauthorised else ExitCode.OK


def _show(screen: Console, proved: Proved) -> None:
    if isinstance(proved, ProvedCase):
        _show_case(screen, proved)
    elif isinstance(proved, ProvedConflict):
        _show_conflict(screen, proved)
    elif isinstance(proved, ProvedKeys):
        _show_keys(screen, proved)
    else:
        _show_state(screen, proved)


def _show_state(screen: Console, proved: ProvedState) -> None:
    screen.print(
        f"Valid: block {proved.number} was the ledger's latest as of {moment(proved.as_of)}. The file names "
        "no slots; whoever knows one reads its word from it.",
        soft_wrap=True,
    )


def _show_conflict(screen: Console, proved: ProvedConflict) -> None:
    wanted = "all of the line" if proved.wanted is None else f"{decimal_of(proved.wanted)} {proved.unit}"
    screen.print("[bold green]Valid: both debits are signed, and do not fit together.[/]")
    screen.print(
        f"Member {proved.refused_member} wanted {wanted}; {decimal_of(proved.left)} {proved.unit} of "
        f"{decimal_of(proved.covered)} were left beside the debit of member {proved.standing_member}.",
        soft_wrap=True,
    )


def decimal_of(billionths: int) -> str:
    """A quantity of the ledger, decimal × 10⁹, as text."""
    return f"{Decimal(billionths).scaleb(-9).normalize():f}"


def _show_keys(screen: Console, proved: ProvedKeys) -> None:
    screen.print(
        f"Valid: the signing keys of the gateway of member {proved.member}, as of {moment(proved.as_of)}."
    )
    for key in proved.keys:
        screen.print(f"0x{key.key.hex()}  from {moment(key.start)} until {moment(key.end)}", soft_wrap=True)


def _show_case(screen: Console, proved: ProvedCase) -> None:
    entry = proved.entry
    screen.print(
        f"Valid: every step of the case of members {entry.member} and {entry.respondent}, "
        f"{entry.state.name.lower()} as of {moment(proved.as_of)}."
    )
    for number, step in enumerate(proved.steps):
        said = plain(_said(step.payload))
        screen.print(f"{number}  {moment(step.taken.time)}  {step.kind}: {said}", soft_wrap=True)
    for number in proved.compromised:
        screen.print(f"Step {number} is by a key that counts as compromised from before it.")


def _said(payload: object) -> str:
    if payload is None:
        return "not in this file"
    text = payload.get("text") if isinstance(payload, dict) else None
    return str(text or "the questions")
