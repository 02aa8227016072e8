"""`tegata case`: questions about origin, from the request to the dossier."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from clients.cli.access import now, open_author, open_client, open_key, open_trust
from clients.cli.output import answer, table
from clients.cli.place import (
    SettingMissing,
    gateway_member_option,
    gateway_option,
    json_option,
    key_option,
    trust_option,
)
from contracts.acts import Addressee, StepKind
from contracts.ids import CaseId, MemberId, UnixTime, unhex
from contracts.terms import DAY

F = TypeVar("F", bound=Callable[..., Any])
VALID_SECONDS = 24 * 3600


def _options(command: F) -> F:
    for option in (json_option, key_option, trust_option, gateway_member_option, gateway_option):
        command = option(command)
    return command


def _member(command: F) -> F:
    return click.option(
        "--member", type=click.IntRange(1, 65_535), required=True, envvar="TEGATA_MEMBER", help="Your number."
    )(command)


def _said(command: F) -> F:
    command = click.option("--text", required=True, help="What is said.")(command)
    return _member(_options(command))


@click.group()
def case() -> None:
    """Ask about origin abroad, answer, and keep the clock.

    Example: tegata case list
    """


@case.command("open")
@click.option("--respondent", type=click.IntRange(1, 65_535), required=True, help="Whom you ask.")
@click.option(
    "--addressee",
    type=click.Choice([one.name.lower() for one in Addressee]),
    default="issuing_body",
    show_default=True,
    help="In which capacity.",
)
@click.option("--agreement", required=True, help="RCEP, CPTPP, JP-TH, …")
@click.option("--reason", required=True)
@click.option("--question", "questions", multiple=True, required=True, help="Repeat it for several.")
@click.option("--record", "records", multiple=True, metavar="ID", help="A record that it is about.")
@click.option("--certificate", help="The certificate's number.")
@click.option("--imported-on", metavar="DATE", help="Where the agreement limits how long one may ask.")
@click.option(
    "--reply", type=click.IntRange(1), help="Days or months to reply, if not the agreement's least."
)
@click.option("--extension", type=click.IntRange(0), help="By how many it may be extended at most.")
@click.option("--legal-basis", help="The article that it rests on, where the tables name none.")
@_member
@_options
def open_(
    respondent: int,
    addressee: str,
    agreement: str,
    reason: str,
    questions: tuple[str, ...],
    records: tuple[str, ...],
    certificate: str | None,
    imported_on: str | None,
    reply: int | None,
    extension: int | None,
    legal_basis: str | None,
    **place: Any,
) -> None:
    """Ask a member about origin. The terms are those of the agreement unless you say others.

    Of some agreements no term is known here: then say it with --reply (days), and its article with
    --legal-basis.

    Example: tegata case open --member 1 --respondent 11 --agreement RCEP --certificate VN-1
    --reason "random check" --question "Which producer made the goods?"
    """
    author, client, as_json = _opened(**place)
    with client:
        known = client.case_terms(agreement, Addressee[addressee.upper()])
        terms = _changed(_own_terms(known, reply, legal_basis), reply, extension)
        said = _question(terms, reason, questions, records, certificate=certificate, imported_on=imported_on)
        until = UnixTime(now() + VALID_SECONDS)
        asked = MemberId(respondent)
        made = client.open_case(author, asked, Addressee[addressee.upper()], said, terms, until, os.urandom)
        state = client.wait_for_act(made)
    told = {"case": made["case"], "state": state["state"]}
    answer(
        as_json, told, lambda screen: screen.print(f"case {made['case']}: {state['state']}", soft_wrap=True)
    )


def _question(
    terms: dict[str, Any],
    reason: str,
    questions: tuple[str, ...],
    records: tuple[str, ...],
    **optional: str | None,
) -> dict[str, Any]:
    """What is asked (`tegata/case-request/1`); of `optional` what is given."""
    return {
        "format": "tegata/case-request/1",
        "agreement": terms["agreement"],
        "legal_basis": terms["legal_basis"],
        "reason": reason,
        "questions": list(questions),
        "records": [{"id": record} for record in records],
        **{name: value for name, value in optional.items() if value},
    }


def _own_terms(terms: dict[str, Any], reply: int | None, legal_basis: str | None) -> dict[str, Any]:
    """The agreement's terms; where the tables have none, those that were asked for, whole or not at all."""
    if terms["reply"] is not None:
        return terms if legal_basis is None else {**terms, "legal_basis": legal_basis}
    if reply is None or legal_basis is None:
        raise SettingMissing(
            "--reply and --legal-basis",
            expected=f"both: the tables have no term to reply under {terms['agreement']}",
            found="not both",
            remedy="Read the agreement's articles on verification, and say the days and the article.",
        )
    return {**terms, "reply": reply, "legal_basis": legal_basis}


def _changed(terms: dict[str, Any], reply: int | None, extension: int | None) -> dict[str, Any]:
    """The agreement's terms with those that were asked for; a shorter reply leaves more to extend."""
    if reply is not None:
        terms = {**terms, "reply": reply, "extension": max(0, terms["reply"] + terms["extension"] - reply)}
    return terms if extension is None else {**terms, "extension": extension}


@case.command("list")
@_options
def list_(**place: Any) -> None:
    """The cases that you are a party to, those due first.

    Example: tegata case list --json
    """
    client, as_json = _reading(**place)
    with client:
        found = client.list_cases()
    answer(as_json, found, lambda screen: _show_list(screen, found))


@case.command()
@click.argument("case_id", metavar="CASE")
@_options
def show(case_id: str, **place: Any) -> None:
    """A case: its steps, what was said in them, what is due.

    Example: tegata case show 0x5e…
    """
    client, as_json = _reading(**place)
    with client:
        found = client.read_case(_id(case_id))
    answer(as_json, found, lambda screen: _show(screen, found))


@case.command()
@click.argument("case_id", metavar="CASE")
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), required=True)
@_options
def dossier(case_id: str, target: Path, **place: Any) -> None:
    """The whole case in one file, which `tegata verify` checks without a network.

    Example: tegata case dossier 0x5e… --to case.tegata.json
    """
    client, as_json = _reading(**place)
    with client:
        document = client.dossier(_id(case_id))
    target.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    told = {"file": str(target), "steps": len(document["steps"])}
    answer(as_json, told, lambda screen: screen.print(f"{target}: {told['steps']} steps", soft_wrap=True))


@case.command()
@click.argument("case_id", metavar="CASE")
@_said
def acknowledge(case_id: str, text: str, **place: Any) -> None:
    """Say that a question has arrived: a clock that runs from receipt starts.

    Example: tegata case acknowledge 0x5e… --member 11 --text "Received."
    """
    _step(case_id, StepKind.ACKNOWLEDGED, {"text": text}, **place)


@case.command("answer")
@click.argument("case_id", metavar="CASE")
@click.option("--answer", "answers", multiple=True, help="One for each question.")
@click.option("--record", "records", multiple=True, metavar="ID", help="A record that shows it.")
@click.option(
    "--evidence",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A JSON file: a record with kind, record, seed and id.",
)
@click.option("--partial", is_flag=True, help="More follows.")
@click.option("--comment", is_flag=True, help="Outside the term, or about an announced denial.")
@_said
def answer_(
    case_id: str,
    answers: tuple[str, ...],
    records: tuple[str, ...],
    evidence: tuple[Path, ...],
    partial: bool,
    comment: bool,
    text: str,
    **place: Any,
) -> None:
    """Answer a question, in part or in full, with records as evidence.

    Example: tegata case answer 0x5e… --member 11 --text "See below." --answer "Plant 2." --record 0xa1…
    """
    kind = StepKind.PARTLY_ANSWERED if partial else StepKind.FULLY_ANSWERED
    shown = [{"id": record} for record in records]
    shown += [json.loads(file.read_text("utf-8")) for file in evidence]
    said = {"text": text, "answers": list(answers), "records": shown}
    _step(case_id, StepKind.COMMENTED if comment else kind, said, **place)


@case.command()
@click.argument("case_id", metavar="CASE")
@click.option("--until", metavar="DATE", help="The new last day (UTC); without it, ask for more time.")
@_said
def extend(case_id: str, until: str | None, text: str, **place: Any) -> None:
    """Extend the term (who asked), or ask for more time (the respondent).

    Example: tegata case extend 0x5e… --member 1 --until 2026-12-31 --text "Granted."
    """
    if until is None:
        _step(case_id, StepKind.TIME_ASKED, {"text": text}, **place)
        return
    try:
        last = datetime.fromisoformat(until).replace(tzinfo=UTC)
    except ValueError:
        raise click.BadParameter(f"{until} is no day", param_hint="--until") from None
    _step(case_id, StepKind.EXTENDED, {"text": text}, due=int(last.timestamp()) + DAY, **place)


_NOTES = {
    "receipt": StepKind.RECEIPT_SHOWN,
    "ask-visit": StepKind.VISIT_ASKED,
    "accept-visit": StepKind.VISIT_ACCEPTED,
    "decline-visit": StepKind.VISIT_DECLINED,
    "lapse": StepKind.LAPSE_NOTED,
    "announce-denial": StepKind.DENIAL_ANNOUNCED,
    "withdraw": StepKind.CASE_WITHDRAWN,
}


@case.command()
@click.argument("case_id", metavar="CASE")
@click.argument("what", type=click.Choice(list(_NOTES)))
@_said
def note(case_id: str, what: str, text: str, **place: Any) -> None:
    """Any other step: receipt shown, a visit, a lapse, a denial announced, withdrawal.

    Example: tegata case note 0x5e… lapse --member 1 --text "No answer by the end of the term."
    """
    _step(case_id, _NOTES[what], {"text": text}, **place)


@case.command()
@click.argument("case_id", metavar="CASE")
@click.option("--result", type=click.Choice(["given", "partly", "denied"]), required=True)
@click.option("--legal-basis", required=True)
@_said
def outcome(case_id: str, result: str, legal_basis: str, text: str, **place: Any) -> None:
    """Tell the outcome, with its reason and legal basis: the case is closed.

    Example: tegata case outcome 0x5e… --member 1 --result given --legal-basis "RCEP 3.24" --text "Accepted."
    """
    _step(
        case_id, StepKind.OUTCOME_TOLD, {"text": text, "result": result, "legal_basis": legal_basis}, **place
    )


def _step(case_id: str, kind: StepKind, said: dict[str, Any], due: int = 0, **place: Any) -> None:
    author, client, as_json = _opened(**place)
    with client:
        until = UnixTime(now() + VALID_SECONDS)
        receipt = client.take_step(author, _id(case_id), kind, said, until, os.urandom, due)
        state = client.wait_for_act(receipt)
    told = {"case": case_id, "step": kind.name.lower(), "state": state["state"]}
    answer(as_json, told, lambda screen: screen.print(f"{told['step']}: {told['state']}", soft_wrap=True))


def _opened(
    member: int,
    gateway: str,
    gateway_member: int | None,
    trust_path: Path | None,
    key_name: str | None,
    as_json: bool,
) -> tuple[Any, Any, bool]:
    trust = open_trust(trust_path)
    author = open_author(member, key_name, trust)
    return author, open_client(gateway, author.private_key, trust, gateway_member), as_json


def _reading(
    gateway: str, gateway_member: int | None, trust_path: Path | None, key_name: str | None, as_json: bool
) -> tuple[Any, bool]:
    trust = open_trust(trust_path)
    return open_client(gateway, open_key(key_name), trust, gateway_member), as_json


def _id(text: str) -> CaseId:
    return CaseId(unhex(text, 32, "CASE"))


def _show_list(screen: Console, found: list[dict[str, Any]]) -> None:
    rows = [
        (
            one["case"][:12] + "…",
            one["agreement"],
            f"{one['member']} → {one['respondent']}",
            one["state"],
            _moment(one["due"]),
            ", ".join(one["tasks"]) or "–",
        )
        for one in found
    ]
    screen.print(table(("case", "agreement", "who asks whom", "state", "due before", "to do"), rows))


def _show(screen: Console, found: dict[str, Any]) -> None:
    screen.print(f"{found['agreement']}, {found['state']}; the answer is due before {_moment(found['due'])}")
    for step in found["steps"]:
        said = step["payload"]
        text = "(not here yet)" if said is None else said.get("text") or "; ".join(said["questions"])
        screen.print(
            f"{step['number']}  {_moment(step['time'])}  member {step['member']}  {step['kind']}: {text}",
            soft_wrap=True,
            markup=False,
        )


def _moment(time: int | None) -> str:
    return "–" if time is None else datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M UTC")
