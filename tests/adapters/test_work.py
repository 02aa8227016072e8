"""Work, not time: it grows with a document and not with its square, and no change of one makes a reader hang.

Work is counted in calls of functions, which no other process of the machine changes. What makes no calls, a
regular expression that tries every way, is bounded by processor time: a child that spends it is ended.
"""

import json
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from lxml import etree

from adapters import read
from adapters.sources.tree import Node
from adapters.templates import example_csv, template

FOLDER = Path(__file__).parent / "documents"
REPEATED = re.compile(r"(?:Line|LineItem|GoodsItem|TransportEvent|ObjectEvent)\Z")
ONE, FOUR = 20, 80
LEAST_SHARE = 4.5
"""Four times the lines may cost that many times the calls: the half is what a first line costs."""
SECONDS = 240
"""Of processor time, for changes that take about three: a child that hangs spends them, no other does."""


def xml_of(data: bytes, times: int) -> bytes:
    """The document with each of its outermost lines, goods items or events as often as that."""
    root = etree.fromstring(data)
    found = [node for node in root.iter(etree.Element) if REPEATED.search(etree.QName(node).localname)]
    for node in found:
        if not any(parent in found for parent in node.iterancestors()):
            for _ in range(times - 1):
                node.addnext(etree.fromstring(etree.tostring(node, with_tail=False)))
    for counted in root.iter("{*}GoodsItemQuantity"):
        counted.text = str(times)
    spelled: bytes = etree.tostring(root, encoding="utf-8")
    return spelled


def json_of(data: bytes, times: int) -> bytes:
    """The document with the objects of each of its outermost lists as often as that."""

    def grown(value: Any) -> Any:
        if isinstance(value, list):
            return value * times if value and isinstance(value[0], dict) else value
        return {name: grown(item) for name, item in value.items()} if isinstance(value, dict) else value

    return json.dumps(grown(json.loads(data))).encode()


def edifact_of(data: bytes, times: int, first: str, last: str) -> bytes:
    """The message with its segments from `first` to before `last` as often as that, its counts right."""
    before, _, rest = data.decode().partition(f"\n{first}")
    repeated, _, after = rest.partition(f"\n{last}")
    body = f"{before}\n" + f"{first}{repeated}\n" * times + last + after
    counted = {"16": "\nEQD", "2": "\nLIN", "11": "\nCNI"}
    for code, segment in counted.items():
        body = re.sub(rf"CNT\+{code}:\d+'", f"CNT+{code}:{body.count(segment)}'", body)
    segments = body[body.index("UNH") : body.index("UNT")].count("\n") + 1
    return re.sub(r"UNT\+\d+", f"UNT+{segments}", body).encode()


def document(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def rows_of(times: int) -> bytes:
    """The template of invoices with its example line as often as that."""
    *head, line = example_csv(template("invoice")).splitlines()
    return b"\r\n".join([*head, *[line] * times, b""])


LOOKING = {function.__code__ for function in (Node.named, Node.find_all, Node.find)}

GROWING: dict[str, Callable[[int], bytes]] = {
    name: lambda times, name=name: xml_of(document(name), times)  # type: ignore[misc]
    for name in (
        "ubl-invoice.xml", "ubl-waybill.xml", "ubl-bill-of-lading.xml", "ubl-certificate.xml",
        "ubl-despatch.xml", "ubl-status.xml", "cii-invoice.xml", "epcis.xml", "wco-original.xml",
        "wco-export.xml",
    )
}  # fmt: skip
GROWING |= {
    name: lambda times, name=name: json_of(document(name), times)  # type: ignore[misc]
    for name in (
        "dcsa-2.2.json", "dcsa-3.0.json", "dcsa-beta.json", "dcsa-pint.json", "epcis.jsonld",
        "untp-events.json", "vc-invoice.json", "vc-bill-of-lading.json", "vc-certificate.json",
        "tradetrust-invoice.json",
    )
}  # fmt: skip
GROWING |= {
    "coarri.edi": lambda times: edifact_of(document("coarri.edi"), times, "EQD+CN+CSQ", "EQD+CN+TEMU"),
    "codeco.edi": lambda times: edifact_of(document("codeco.edi"), times, "EQD+CN", "CNT"),
    "cuscar.edi": lambda times: edifact_of(document("cuscar.edi"), times, "CNI", "UNT"),
    "iftsta.edi": lambda times: edifact_of(
        document("iftsta.edi").split(b"UNH+2")[0] + b"UNZ+1+77'", times, "CNI", "UNT"
    ),
    "invoice.csv": rows_of,
}  # fmt: skip


def calls_to_read(data: bytes) -> int:
    """How many functions are called to read `data`, each time they are, and how many nodes are looked at."""
    calls = 0

    def count(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        if event in ("call", "c_call"):
            calls += 1
        if event == "call" and frame.f_code in LOOKING:
            calls += len(frame.f_locals["self"].children)

    sys.setprofile(count)
    try:
        read(data)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("name", sorted(GROWING))
def test_work_grows_with_the_lines_and_not_with_their_square(name: str) -> None:
    small, large = GROWING[name](ONE), GROWING[name](FOUR)
    read(small)
    assert calls_to_read(large) < LEAST_SHARE * calls_to_read(small)


CHANGES = """
import random
from pathlib import Path
from adapters import DocumentRefused, read

chance = random.Random(20261127)
documents = [path.read_bytes() for path in sorted(Path({folder!r}).iterdir())]
pieces = [bytes([byte]) * 400 for byte in b" aA0'+:?,.;<>&/\\\\[{{(*-_\\t\\n\\xff"]
for data in documents:
    for _ in range(30):
        at = chance.randrange(len(data))
        changed = data[:at] + chance.choice(pieces) * chance.choice((1, 40)) + data[at + chance.randrange(9):]
        try:
            read(changed)
        except DocumentRefused:
            pass
print("done")
"""


def test_no_run_of_one_character_in_a_document_makes_a_reader_hang() -> None:
    """Runs of 400 and 16,000: what a pattern tries in every way would take them for years."""
    done = subprocess.run(
        [sys.executable, "-c", CHANGES.format(folder=str(FOLDER))],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS)),
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == ("done", 0), done.stderr
