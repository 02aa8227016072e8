"""A case's dossier, verified: what `tegata verify` shows of one."""

from typing import Any

from rich.console import Console

from clients.cli.exit_codes import ExitCode
from clients.cli.output import answer, plain
from contracts.acts import CaseRequest, StepKind
from contracts.ids import UnixTime
from contracts.proofs import EvidenceRefused, Trust
from contracts.proofs.claims import moment
from contracts.proofs.dossier import FORMAT, DossierStep, ProvedCase, read_dossier, verify_dossier


def is_dossier(data: bytes) -> bool:
    """Whether a file says that it is a dossier."""
    return FORMAT.encode() in data[:200]


def show_dossier(data: bytes, trust: Trust, at: UnixTime, as_json: bool) -> ExitCode:
    """Shows what a dossier proves, or why it proves nothing; the command's exit code."""
    try:
        proved = verify_dossier(read_dossier(data), trust, at)
    except EvidenceRefused as error:
        refusal = {"outcome": "refused", "fault": error.fault.value, "error": error.to_dict()}
        message = error.message
        answer(as_json, refusal, lambda screen: screen.print(f"Refused: {plain(message)}"))
        return ExitCode.PROOF_REFUSED
    answer(as_json, _document(proved), lambda screen: _show(screen, proved))
    return ExitCode.UNAUTHORISED if proved.compromised else ExitCode.OK


def _document(proved: ProvedCase) -> dict[str, Any]:
    return {
        "outcome": "unauthorised" if proved.compromised else "valid",
        "state": proved.entry.state.name.lower(),
        "member": proved.entry.member,
        "respondent": proved.entry.respondent,
        "as_of": proved.as_of,
        "due": proved.entry.due or None,
        "shown": proved.said,
        "by_compromised_keys": list(proved.compromised),
        "steps": [
            {"kind": _kind(step), "time": step.taken.time, "payload": step.payload} for step in proved.steps
        ],
    }


def _kind(step: DossierStep) -> str:
    act = step.taken.act
    return "request" if isinstance(act, CaseRequest) else StepKind(act.kind).name.lower()


def _show(screen: Console, proved: ProvedCase) -> None:
    entry = proved.entry
    screen.print(
        f"Valid: every step of the case of members {entry.member} and {entry.respondent}, "
        f"{entry.state.name.lower()} as of {moment(proved.as_of)}."
    )
    for number, step in enumerate(proved.steps):
        said = "not in this file" if step.payload is None else step.payload.get("text") or "the questions"
        screen.print(
            f"{number}  {moment(step.taken.time)}  {_kind(step)}: {plain(str(said))}", soft_wrap=True
        )
    for number in proved.compromised:
        screen.print(f"Step {number} is by a key that counts as compromised from before it.")
