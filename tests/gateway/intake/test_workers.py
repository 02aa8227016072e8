"""Batches that are verified in another process: the same answers, the same errors."""

from tests.gateway.network import invoice, prepare
from tests.gateway.world import World, anchored


def test_a_worker_verifies_and_its_errors_come_back_whole(world: World) -> None:
    with world.gateway(verify_workers=1, verify_in_workers_from=0) as client:
        anchored(client, prepare([invoice("INV-1"), invoice("INV-2")]))
        bad = prepare([invoice("INV-3"), invoice("INV-4")])
        bad.records[1] = {**bad.records[1], "record": {**invoice("INV-4"), "grade": "hearsay"}}
        problem = client.post("/v1/submissions", json=bad.document).json()
    assert problem["code"] == "batch.records_refused"
    assert [(entry["position"], entry["found"]) for entry in problem["records"]] == [(1, "hearsay")]
