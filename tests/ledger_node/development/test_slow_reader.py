"""A subscriber that doesn't read is cut off, and costs the node no more than the bound."""

import base64
import json
import socket
from urllib.parse import urlsplit

from eth_utils.address import to_checksum_address

from ledger_node.development import DevelopmentNode
from ledger_node.rpc.outbox import MAX_BYTES
from tests.ledger_node.development.asking import mined, signed
from tests.ledger_node.development.chain import ALICE

LOG_BYTES = 250_000
LOGGING = f"0x62{LOG_BYTES:06x}6000a000"
"""Code that logs so many zeros."""

BLOCKS = 2 * 2 * MAX_BYTES // LOG_BYTES
"""Twice what may wait, and as much again for what the sockets hold; each byte is two digits of JSON."""


def subscribed(url: str) -> socket.socket:
    """A connection that has asked for all logs, and doesn't read."""
    place = urlsplit(url)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    connection.settimeout(20)
    connection.connect((place.hostname, place.port))
    key = base64.b64encode(bytes(16)).decode()
    head = f"GET / HTTP/1.1\r\nHost: {place.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    connection.sendall(f"{head}Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
    read_until(connection, b"\r\n\r\n")
    request = {"jsonrpc": "2.0", "id": 1, "method": "eth_subscribe", "params": ["logs", {}]}
    text = json.dumps(request).encode()
    connection.sendall(bytes([0x81, 0x80 | len(text)]) + bytes(4) + text)
    read_until(connection, b'"result"')
    return connection


def read_until(connection: socket.socket, wanted: bytes) -> None:
    found = b""
    while wanted not in found:
        chunk = connection.recv(4_096)
        assert chunk, found
        found += chunk


def test_a_subscriber_that_does_not_read_is_cut_off(development: DevelopmentNode) -> None:
    made = mined(development, signed(ALICE, 0, data="0x69" + LOGGING[2:].ljust(20, "0") + "600052600a6016f3"))
    logger = to_checksum_address(made["contractAddress"])
    connection = subscribed(development.serve().url)
    for nonce in range(1, 1 + BLOCKS):
        receipt = mined(development, signed(ALICE, nonce, to=logger, gas=5_000_000))
        assert len(receipt["logs"]) == 1
    received = 0
    while chunk := connection.recv(1 << 20):
        received += len(chunk)
    connection.close()
    assert received < BLOCKS * LOG_BYTES * 2
