"""The engine's connections over a real socket."""

import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ledger_node.errors import StoreInvalid
from ledger_node.fronts.cometbft.requests import REQUESTS, RequestEcho, RequestFlush, RequestQuery
from ledger_node.fronts.cometbft.responses import (
    RESPONSES,
    ResponseEcho,
    ResponseException,
    ResponseFlush,
)
from ledger_node.fronts.cometbft.server import AbciServer
from ledger_node.fronts.cometbft.wire import Message, read_fields, read_varint, varint


def answer(request: Message) -> Message:
    if isinstance(request, RequestEcho):
        return ResponseEcho(request.message)
    if isinstance(request, RequestFlush):
        return ResponseFlush()
    raise StoreInvalid("store", expected="a disk with room", found="none")


@pytest.fixture
def failures() -> list[str]:
    return []


@pytest.fixture
def server(failures: list[str]) -> Iterator[AbciServer]:
    with TemporaryDirectory(prefix="tegata-") as folder:
        opened = AbciServer(Path(folder, "abci.sock"), answer, failures.append)
        opened.start()
        yield opened
        opened.stop()


class Connection:
    """The engine's end of a connection."""

    def __init__(self, path: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
        self.socket.connect(str(path))
        self.file = self.socket.makefile("rb")

    def send(self, *requests: Message) -> None:
        numbers = {kind: number for number, kind in REQUESTS.items()}
        for request in requests:
            body = request.encode()
            envelope = varint(numbers[type(request)] << 3 | 2) + varint(len(body)) + body
            self.socket.sendall(varint(len(envelope)) + envelope)

    def receive(self) -> Message:
        prefix = self.file.read(1)
        while prefix[-1] > 0x7F:
            prefix += self.file.read(1)
        ((number, value),) = read_fields(self.file.read(read_varint(prefix, 0)[0]))
        assert isinstance(value, bytes)
        return next(kind for kind, n in RESPONSES.items() if n == number).decode(value)

    def close(self) -> None:
        self.file.close()
        self.socket.close()


@pytest.fixture
def connection(server: AbciServer) -> Iterator[Connection]:
    opened = Connection(server.path)
    yield opened
    opened.close()


def test_requests_are_answered_in_order(connection: Connection) -> None:
    connection.send(*(RequestEcho(f"{number}" * 200) for number in range(50)), RequestFlush())
    received = [connection.receive() for _ in range(51)]
    assert received == [*(ResponseEcho(f"{number}" * 200) for number in range(50)), ResponseFlush()]


def test_four_connections_are_served_side_by_side(server: AbciServer) -> None:
    connections = [Connection(server.path) for _ in range(4)]
    for number, each in enumerate(connections):
        each.send(RequestEcho(str(number)), RequestFlush())
    for number, each in reversed(list(enumerate(connections))):
        assert each.receive() == ResponseEcho(str(number))
        each.close()


def test_a_node_that_can_not_go_on_tells_the_engine_and_says_why(
    connection: Connection, failures: list[str]
) -> None:
    connection.send(RequestQuery())
    told = connection.receive()
    assert isinstance(told, ResponseException)
    assert "a disk with room" in told.error
    assert failures == [told.error]
    assert connection.file.read(1) == b"", "the connection is closed"


@pytest.mark.parametrize("garbage", [b"\xff" * 20, varint(1 << 40), b"\x03\x0a\x05a", b"\x02\xf8\x01"])
def test_what_is_no_request_closes_its_connection_and_no_other(
    server: AbciServer, connection: Connection, failures: list[str], garbage: bytes
) -> None:
    connection.socket.sendall(garbage)
    assert isinstance(connection.receive(), ResponseException)
    other = Connection(server.path)
    other.send(RequestEcho("still here"), RequestFlush())
    assert other.receive() == ResponseEcho("still here")
    other.close()
    assert failures == []
