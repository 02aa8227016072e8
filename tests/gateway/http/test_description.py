"""The API is as its OpenAPI description says, for requests that nobody thought of: bounded, and against a
socket-less app."""

from contextlib import suppress
from typing import Any

import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error

from tests.gateway.network import CUSTOMS
from tests.gateway.world import World, sign_in

EXAMPLES = settings(
    max_examples=2,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
LEFT_OUT = (
    "/v1/findings/stream",  # never ends
    "/v1/uploads/{upload}/chunks/{chunk}",  # NDJSON, see tests/gateway/intake/test_uploads.py
)


def test_no_request_makes_the_gateway_fail(world: World) -> None:
    services = world.services(limits={"sign_ins_a_minute": 100_000})
    with world.serve(services) as client:
        headers = sign_in(client, CUSTOMS)
        schema = schemathesis.openapi.from_asgi("/v1/openapi.json", client.app)
        operations = [found.ok() for found in schema.get_all_operations()]
        assert len(operations) > 25
        for operation in operations:
            if operation.path not in LEFT_OUT:
                _try(operation, headers)


def _try(operation: Any, headers: dict[str, str]) -> None:
    """Sends what the description allows, and what it does not."""

    def check(case: Any) -> None:
        response = case.call(headers=headers)
        case.validate_response(response, checks=[not_a_server_error])
        assert response.headers["x-correlation-id"]
        if response.status_code >= 400:
            assert response.headers["content-type"][0].startswith("application/problem+json")

    for mode in GenerationMode:
        with suppress(Unsatisfiable):  # an operation without parameters has no wrong ones
            EXAMPLES(given(case=operation.as_strategy(generation_mode=mode))(check))()


def test_the_description_is_openapi_3_1_and_every_route_says_what_it_does(client: TestClient) -> None:
    document = client.get("/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    operations = [op for path in document["paths"].values() for op in path.values()]
    assert len(operations) > 25
    assert all(op.get("description") or op.get("summary") for op in operations)
    bodies = [op["requestBody"]["content"] for op in operations if "requestBody" in op]
    for content in bodies:
        media = content.get("application/json")
        if media is not None and "example" in media and "$ref" not in media["schema"]:
            Draft202012Validator(media["schema"]).validate(media["example"])
