"""An issuing body with two certificates; its client is signed in as customs of the importing country."""

from collections.abc import Iterator

import pytest

from tests.gateway.cases.two import Two, two_gateways
from tests.gateway.network import CUSTOMS, certificate, prepare
from tests.gateway.specimens.certificates import NUMBER
from tests.gateway.world import anchored, eventually, sign_in


@pytest.fixture(scope="package")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    with two_gateways(tmp_path_factory.mktemp("specimens")) as made:
        one, other = (prepare([certificate(n)], kind=1) for n in ("VN-2026-000001", NUMBER))
        anchored(made.issuer, one)
        anchored(made.issuer, other)
        headers = sign_in(made.issuer, CUSTOMS)
        made.issuer.headers.update(headers)
        asked = {"number": NUMBER, "hs": "620520"}
        eventually(lambda: made.issuer.post("/v1/specimens", json=asked).json().get("match"), 60)
        yield made
