"""EDIFACT (ISO 9735) into a tree: messages of segments of components; syntax by pydifact, counts by us.

A component's name is its element and place ("2.1"), its location the segment's tag and number in the
interchange besides: `STS#14/2.1`, or `STS#14/2[2].1` in an element's second repetition (syntax 4). UNA is
not counted. White space between segments is passed over.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.errors import CountMismatch, DocumentMalformed, DocumentTooLarge, EncodingRefused
from adapters.limits import MAX_EDIFACT_BYTES, MAX_VALUES
from adapters.sources.encoding import decode
from adapters.sources.tree import Node
from contracts.errors import brief

if TYPE_CHECKING:
    from pydifact.control.characters import Characters

_START = re.compile(rb"\s*(?:UNA|UNB|UNH)[^A-Za-z0-9]")
_TAG = re.compile(r"[A-Z][A-Z0-9]{2}\Z")
_CODECS = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "iso-8859-1",
    "UNOD": "iso-8859-2",
    "UNOE": "iso-8859-5",
    "UNOF": "iso-8859-7",
    "UNOW": "utf-8",
    "UNOY": "utf-8",
}
"""Syntax identifier of UNB → codec (ISO 9735-1 Annex A). Others are read as UTF-8."""

_NO_RELEASE = "\0"
"""Stands for a release character that UNA leaves out (a space): no text holds it."""

_REPETITION = "\x1f"
"""Stands for a repetition separator while pydifact, which knows none, tells the segments apart."""


@dataclass(frozen=True, slots=True)
class Interchange:
    """An interchange: its messages, and remarks (code, location, message) on its envelope."""

    root: Node
    messages: tuple[Node, ...]
    remarks: tuple[tuple[str, str, str], ...]


def looks_like_edifact(data: bytes) -> bool:
    """True for bytes that begin with a service segment."""
    return _START.match(data[:64]) is not None


def read_edifact(data: bytes) -> Interchange:
    """The interchange, its counts checked. Raises a DocumentRefused with the segment."""
    if len(data) > MAX_EDIFACT_BYTES:
        raise DocumentTooLarge(
            "document", expected=f"at most {MAX_EDIFACT_BYTES} bytes", found=f"{len(data)} bytes"
        )
    text = _decoded(data).lstrip()
    segments = _segments(text)
    enveloped = bool(segments) and segments[0].name == "UNB"
    messages = _messages(segments, enveloped)
    root = Node("interchange", "interchange", children=_service(segments, messages))
    return Interchange(root, tuple(messages), tuple(_envelope_remarks(segments, messages, enveloped)))


def _decoded(data: bytes) -> str:
    """The text; its character set is what UNB states, which itself is ASCII."""
    stated = re.search(rb"UNB.(UN[A-Z]{2})", data[:200])
    identifier = stated.group(1).decode("ascii") if stated else ""
    try:
        return decode(data, _CODECS.get(identifier, "utf-8"))
    except EncodingRefused as refused:
        if identifier in ("UNOA", "UNOB"):
            raise EncodingRefused(
                refused.where,
                expected=f"characters of {identifier} (ISO 646)",
                found=refused.found,
                remedy="Name the character set that is used in UNB: UNOC for Latin-1, UNOY for UTF-8.",
            ) from None
        raise


def _segments(text: str) -> list[Node]:
    """Every segment but UNA, by its service characters."""
    from pydifact.control.characters import Characters

    advice, body = _advised(text)
    if len(advice) < 6 or len(set(advice[:2] + advice[3] + advice[5])) < 4:
        raise DocumentMalformed("UNA", expected="six different service characters", found=brief(advice))
    if body.count(advice[0]) + body.count(advice[1]) > MAX_VALUES:
        raise DocumentTooLarge("document", expected=f"at most {MAX_VALUES} components", found="more")
    release = _NO_RELEASE if advice[3] == " " else advice[3]
    characters = Characters.from_str(f"{advice[:3]}{release}{advice[4:]}")
    return list(_parsed(_repetitions_marked(body, advice, release), characters))


def _advised(text: str) -> tuple[str, str]:
    """The six service characters, those of UNA where there is one, and the segments.

    A UNA of five, whose reserved space was cut on its way, ends in the terminator and a line's end.
    """
    if not text.startswith("UNA"):
        return ":+.?*'", text
    advice, rest = text[3:9], text[9:]
    if advice[5:] in ("\r", "\n") and not advice[4].isalnum() and not advice[4].isspace():
        return f"{advice[:4]} {advice[4]}", rest.lstrip()
    return advice, rest.lstrip()


def _repetitions_marked(body: str, advice: str, release: str) -> str:
    """`body` with the repetition separator of syntax 4 replaced where it is not released.

    UNA names it in its fifth place; without UNA it is `*` (ISO 9735-1:2002 §6). Earlier syntaxes have none.
    """
    separator = advice[4]
    version = re.match(rf"UNB{re.escape(advice[1])}[A-Z]{{4}}{re.escape(advice[0])}(\d)", body)
    if version is None or version[1] < "4" or separator in " " + advice[:4] + advice[5]:
        return body
    if _REPETITION in body:
        raise DocumentMalformed("document", expected="no control characters", found="U+001F")
    released = re.compile(f"{re.escape(release)}.|{re.escape(separator)}", re.DOTALL)
    return released.sub(lambda found: _REPETITION if found[0] == separator else found[0], body)


def _parsed(body: str, characters: "Characters") -> Iterator[Node]:
    from pydifact.exceptions import EDISyntaxError

    number = 0
    try:
        for raw in _raw_segments(body, characters):
            number += 1
            yield _segment(raw, number)
    except EDISyntaxError:
        raise DocumentMalformed(
            f"segment {number + 1}",
            expected="a segment that ends with its terminator",
            found=brief(_complaint(body, characters)),
        ) from None


def _raw_segments(body: str, characters: "Characters") -> Iterator[list[str | list[str]]]:
    """The segments, each a list of elements: text, or a list of components.

    One in which a character is released is told apart by pydifact; in all others every service character is
    one, and splitting at them gives the same (a test compares) in a fraction of the steps.
    """
    from pydifact.exceptions import EDISyntaxError

    release, end = characters.escape_character, characters.segment_terminator
    special = re.escape(release) + re.escape(end)
    whole = re.compile(rf"[ \r\n]*+((?:[^{special}]|{re.escape(release)}.)*+){re.escape(end)}", re.DOTALL)
    position = 0
    while (found := whole.match(body, position)) is not None:
        position, text = found.end(), found[1]
        if release in text:
            yield from _told_apart(_runs(text + end, characters), characters)
        else:
            yield [_element(each, characters) for each in text.split(characters.data_separator)]
    if body[position:].strip(" \r\n"):
        raise EDISyntaxError("Unexpected end of EDI messages.")


def _element(text: str, characters: "Characters") -> str | list[str]:
    """An element's text, or its components; those that are empty at its end are none (ISO 9735-1 §8)."""
    components = text.rstrip(characters.component_separator).split(characters.component_separator)
    return components if len(components) > 1 else components[0]


def _told_apart(body: Iterable[str], characters: "Characters") -> Iterator[list[str | list[str]]]:
    """The segments as pydifact tells them apart; it takes a text from `body` for a character."""
    from pydifact.parser import Parser
    from pydifact.tokenizer import Tokenizer

    tokens = Tokenizer().get_tokens(body, characters)  # type: ignore[arg-type]  # any iterable of texts will do
    yield from Parser().convert_tokens_to_raw_segments(tokens)


def _runs(body: str, characters: "Characters") -> list[str]:
    """`body` in runs of characters that stand for themselves, and single ones of all others: for pydifact a
    run is one step, where every character was.
    """
    service = (
        characters.component_separator,
        characters.data_separator,
        characters.escape_character,
        characters.segment_terminator,
    )
    apart = re.escape("".join(service)) + r"\s"
    return re.findall(f"[^{apart}]+|.", body, re.DOTALL)


def _complaint(body: str, characters: "Characters") -> str:
    """What pydifact says is wrong, with its line and column: for these it goes by characters."""
    from pydifact.exceptions import EDISyntaxError

    try:
        deque(_told_apart(body, characters), maxlen=0)
    except EDISyntaxError as error:
        return str(error).removeprefix("EDIFACT Syntax Error: ")
    return "the end of the document"


def _segment(raw: list[str | list[str]], number: int) -> Node:
    tag, *elements = raw
    if not isinstance(tag, str) or _TAG.match(tag) is None:
        raise DocumentMalformed(
            f"segment {number}", expected="a tag of three letters or digits", found=brief(tag)
        )
    node = Node(tag, f"{tag}#{number}")
    add, start = node.children.append, f"{tag}#{number}/"
    for position, element in enumerate(elements, start=1):
        if isinstance(element, str) and _REPETITION not in element:
            name = f"{position}.1"
            add(Node(name, start + name, element))
            continue
        for time, components in enumerate(_repetitions(element), start=1):
            which = f"{position}[{time}]" if time > 1 else str(position)
            for place, component in enumerate(components, start=1):
                add(Node(f"{position}.{place}", f"{start}{which}.{place}", component))
    return node


def _repetitions(element: str | list[str]) -> list[list[str]]:
    """The components of each repetition of an element."""
    found: list[list[str]] = [[]]
    for component in [element] if isinstance(element, str) else element:
        first, *others = component.split(_REPETITION)
        found[-1].append(first)
        found.extend([other] for other in others)
    return found


def _messages(segments: list[Node], enveloped: bool) -> list[Node]:
    """A node for each message, UNH to UNT, named after its type; UNT checked."""
    messages: list[Node] = []
    current: Node | None = None
    for segment in segments:
        if segment.name == "UNH":
            if current is not None:
                raise DocumentMalformed(segment.location, expected="UNT before the next UNH", found="UNH")
            current = Node(segment.value("2.1") or "", segment.location)
            messages.append(current)
        if current is not None:
            current.children.append(segment)
        elif not (enveloped and segment.name in ("UNB", "UNG", "UNE", "UNZ")):
            raise DocumentMalformed(
                segment.location, expected="UNH" if messages else "UNB or UNH", found=segment.name
            )
        if segment.name == "UNT" and current is not None:
            _check_trailer(current)
            current = None
    if current is not None or not messages:
        where = current.location if current is not None else "interchange"
        raise DocumentMalformed(where, expected="a message that ends with UNT", found="no UNT")
    return messages


def _service(segments: list[Node], messages: list[Node]) -> list[Node]:
    inside = {id(segment) for message in messages for segment in message.children}
    return [*(segment for segment in segments if id(segment) not in inside), *messages]


def _check_trailer(message: Node) -> None:
    """UNT: the number of segments, UNH and UNT among them, and the reference of UNH."""
    header, trailer = message.children[0], message.children[-1]
    _compare_number(trailer, "1.1", len(message.children), "segments from UNH to UNT")
    _compare_reference(trailer, "2.1", header.value("1.1"), header)
    for control in message.named("CNT"):
        _check_control(control, message)


def _check_control(control: Node, message: Node) -> None:
    """CNT that counts what stands in this message (UNTDID 6069): 2 lines, 16 equipment, 11 consignments."""
    counted = {"16": "EQD", "11": "CNI", "2": "LIN"}.get(control.value("1.1") or "")
    if counted is not None:
        _compare_number(control, "1.2", len(message.named(counted)), f"{counted} segments")


def _envelope_remarks(
    segments: list[Node], messages: list[Node], enveloped: bool
) -> Iterator[tuple[str, str, str]]:
    """UNZ: a wrong number of messages is refused; another reference than UNB's is remarked on."""
    if not enveloped:
        said = "no UNB: sender, receiver and character set are not stated"
        yield "edifact.no_envelope", messages[0].location, said
        return
    first, last = segments[0], segments[-1]
    if last.name != "UNZ":
        raise DocumentMalformed(last.location, expected="UNZ at the end of the interchange", found=last.name)
    groups = sum(1 for segment in segments if segment.name == "UNG")
    _compare_number(last, "1.1", groups or len(messages), "groups" if groups else "messages")
    stated, opened = last.value("2.1"), first.value("5.1")
    if stated != opened:
        said = f"UNZ closes {stated or 'nothing'}, but UNB opened {opened or 'nothing'}"
        yield "edifact.reference", f"{last.location}/2.1", said


def _compare_number(segment: Node, name: str, actual: int, what: str) -> None:
    stated = segment.value(name) or "nothing"
    if stated != str(actual) and not (stated.isdigit() and int(stated) == actual):
        raise CountMismatch(
            f"{segment.location}/{name}", expected=f"{actual}, the number of {what}", found=brief(stated)
        )


def _compare_reference(segment: Node, name: str, opened: str | None, opener: Node) -> None:
    stated = segment.value(name)
    if stated != opened:
        raise CountMismatch(
            f"{segment.location}/{name}",
            expected=f"{brief(opened or 'nothing')}, the reference of {opener.location}",
            found=brief(stated or "nothing"),
        )
