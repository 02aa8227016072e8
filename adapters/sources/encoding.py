"""Bytes to text: strict, and with a place to point at when they are not text."""

import codecs

from adapters.errors import DocumentTooDeep, DocumentTooLarge, EncodingRefused
from adapters.limits import MAX_BYTES, MAX_LOCATION

BYTE_ORDER_MARKS: dict[bytes, str] = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""Byte order mark → codec; those that begin another stand before it."""


def check_size(data: bytes) -> None:
    """Raises DocumentTooLarge for more than MAX_BYTES."""
    if len(data) > MAX_BYTES:
        raise DocumentTooLarge("document", expected=f"at most {MAX_BYTES} bytes", found=f"{len(data)} bytes")


def check_location(location: str) -> str:
    """`location`; DocumentTooDeep when its names make it longer than MAX_LOCATION."""
    if len(location) > MAX_LOCATION:
        raise DocumentTooDeep(
            f"{location[:80]}…", expected=f"a path of at most {MAX_LOCATION} characters", found="a longer one"
        )
    return location


def byte_order_mark(data: bytes) -> tuple[str, int] | None:
    """The codec that a byte order mark at the start of `data` names, and the mark's length."""
    for mark, codec in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return codec, len(mark)
    return None


def decode(data: bytes, codec: str) -> str:
    """`data` as text; EncodingRefused at the first byte that is not `codec`, and at the first NUL."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        found = " ".join(f"0x{byte:02X}" for byte in data[error.start : error.start + 3])
        raise EncodingRefused(f"byte {error.start}", expected=f"text in {codec}", found=found) from None
    position = text.find("\0")
    if position >= 0:
        raise EncodingRefused(f"character {position}", expected="text without NUL characters", found="U+0000")
    return text
