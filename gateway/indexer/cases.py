"""Verification cases as the blocks tell them: how each stands, and every step."""

from sqlalchemy import Connection, insert, update

from contracts import calls
from contracts.ids import BlockHeight, UnixTime, hex0x
from contracts.slots import CaseState
from gateway.store.tables.cases import case_steps, cases


def write_case(
    connection: Connection, event: calls.CaseOpened | calls.CaseStepped, block: BlockHeight, time: UnixTime
) -> None:
    """Writes a request or a step, and how the case stands after it."""
    act = event.act
    if isinstance(event, calls.CaseOpened):
        number, kind = 0, 0
        connection.execute(
            insert(cases).values(
                case_id=event.case,
                member=event.act.member,
                respondent=event.act.respondent,
                addressee=event.act.addressee,
                scope=event.act.scope,
                state=int(CaseState.SENT),
                due=event.due,
                opened_at=time,
                block=block,
            )
        )
    else:
        number, kind = event.act.number, event.act.kind
        stands = {"state": int(event.state), "due": event.due}
        connection.execute(update(cases).where(cases.c.case_id == event.case).values(**stands))
    fields = {name: hex0x(value) if isinstance(value, bytes) else value for name, value in vars(act).items()}
    connection.execute(
        insert(case_steps).values(
            case_id=event.case,
            number=number,
            member=act.member,
            kind=kind,
            content=act.content,
            act=fields,
            due=event.due,
            key=event.key,
            time=time,
            block=block,
        )
    )
