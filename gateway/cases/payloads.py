"""What is said in a case, step by step: the JSON that its commitment stands for, read strictly."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts.acts import CaseAct, CaseRequest, StepKind
from contracts.cases import SALT_SIZE, content_of
from contracts.commitment import commit
from contracts.errors import RecordInvalid, brief
from contracts.ids import CaseId, hex0x, unhex
from contracts.records import parse_record
from gateway.errors import RequestInvalid

Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Short = Annotated[str, Field(min_length=1, max_length=400)]
Hash = Annotated[str, Field(pattern=r"^0x[0-9a-f]{64}$")]
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RecordShown(_Part):
    """A record as evidence: with body and seed, whoever has it makes its id anew."""

    id: Hash
    kind: Annotated[int, Field(ge=1, le=11)] | None = None
    record: dict[str, Any] | None = None
    seed: Hash | None = None


class Request(_Part):
    """What customs ask: on which legal basis, why, what, about which records."""

    format: Literal["tegata/case-request/1"]
    agreement: Short
    legal_basis: Short
    reason: Text
    questions: Annotated[tuple[Text, ...], Field(min_length=1, max_length=50)]
    records: Annotated[tuple[RecordShown, ...], Field(max_length=500)] = ()
    certificate: Short | None = None
    imported_on: Day | None = None
    sample: Text | None = None


class StepSaid(_Part):
    """What a step says; `case` keeps it from being said in another."""

    format: Literal["tegata/case-step/1"]
    case: Hash
    kind: Short
    text: Text
    answers: Annotated[tuple[Text, ...], Field(max_length=50)] = ()
    records: Annotated[tuple[RecordShown, ...], Field(max_length=500)] = ()


class Outcome(StepSaid):
    """The written determination that closes a case."""

    result: Literal["given", "partly", "denied"]
    legal_basis: Short


def read_payload(act: CaseAct, document: Any, salt: Any, case: CaseId) -> tuple[dict[str, Any], bytes]:
    """The payload and its salt, if they are what `act` commits to.

    Raises RequestInvalid for another shape, a payload of another case or step, and one that the commitment
    does not stand for; RecordInvalid for a record shown that is not the one it is said to be.
    """
    model = _model_of(act)
    try:
        read = model.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = "/".join(("payload", *map(str, first["loc"])))
        raise RequestInvalid(place, expected=first["msg"], found=brief(first["input"])) from None
    if isinstance(read, StepSaid) and not isinstance(act, CaseRequest):
        _check_place(read, act.kind, case)
    for number, shown in enumerate(read.records):
        check_shown(shown, f"payload/records/{number}")
    salted = unhex(salt, SALT_SIZE, "salt")
    if content_of(document, salted) != act.content:
        raise RequestInvalid(
            "payload", expected=f"what {hex0x(act.content)} commits to", found="another payload or salt"
        )
    return dict(document), salted


def check_shown(shown: RecordShown, where: str) -> None:
    """RecordInvalid unless a record that is shown with its seed has the id that it is shown under."""
    if shown.record is None or shown.seed is None or shown.kind is None:
        return
    made = hex0x(commit(parse_record(shown.kind, shown.record), unhex(shown.seed, 32, f"{where}/seed")).id)
    if made != shown.id:
        raise RecordInvalid(where, expected=f"the record {shown.id}", found=f"the record {made}")


def _model_of(act: CaseAct) -> type[Request] | type[StepSaid]:
    if isinstance(act, CaseRequest):
        return Request
    return Outcome if act.kind == StepKind.OUTCOME_TOLD else StepSaid


def _check_place(read: StepSaid, kind: int, case: CaseId) -> None:
    if read.case != hex0x(case):
        raise RequestInvalid("payload/case", expected=hex0x(case), found=read.case)
    name = StepKind(kind).name.lower()
    if read.kind != name:
        raise RequestInvalid("payload/kind", expected=name, found=brief(read.kind))
