"""What rests on a record: the declarations that name it, and those for which an officer chose it."""

from datetime import UTC, datetime

from fastapi.testclient import TestClient

from contracts.ids import RecordId, UnixTime, hex0x
from gateway.lifecycle.reliance import uses_of
from gateway.reconciliation.choosing import choose
from gateway.services import Services
from tests.gateway.findings.test_matches import lodged
from tests.gateway.findings.test_rules_api import officer_of

CHOSEN, OTHER = RecordId(b"\x07" * 32), RecordId(b"\x08" * 32)


def test_a_declaration_for_which_an_officer_chose_a_record_rests_on_it(client: TestClient) -> None:
    name = lodged(client, officer_of(client))
    services: Services = client.app.state.services  # type: ignore[attr-defined]  # Starlette's app, as FastAPI has it
    line = {"proof_norm": "ANOTHER", "position": 0}
    record = {"record_id": hex0x(CHOSEN), "number_norm": "VN1"}
    now = UnixTime(int(datetime(2026, 4, 1, tzinfo=UTC).timestamp()))
    services.store.write(
        lambda connection: choose(
            connection, name, "proof", line, [record], reason="Seen.", officer=(1, "Kato Emi"), now=now
        )
    )
    with services.store.read() as connection:
        uses = uses_of(connection, [CHOSEN, OTHER])
    assert [(use.record_id, use.declaration) for use in uses] == [(CHOSEN, name)]
