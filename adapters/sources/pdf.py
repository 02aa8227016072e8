"""A PDF/A-3 with an invoice inside (Factur-X, ZUGFeRD): the attached XML, and nothing of its pages.

The attachment is chosen by what it is, not by its name: the one that is XML. A PDF without one is a
picture of a document, and is refused.
"""

import zlib
from collections.abc import Iterator
from io import BytesIO

from adapters.errors import DocumentMalformed, DocumentTooLarge
from adapters.limits import MAX_PACKED_PARTS, MAX_UNPACKED_BYTES
from adapters.sources.encoding import check_size
from adapters.sources.xml import looks_like_xml
from contracts.errors import brief

_BROKEN = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, ArithmeticError,
           RecursionError, EOFError, NotImplementedError, AssertionError, zlib.error, OSError)  # fmt: skip
"""What pypdf lets through, beside errors of its own, for a file whose objects are not what they should be."""


def looks_like_pdf(data: bytes) -> bool:
    """True for bytes that begin with a PDF's header, white space before it passed over."""
    return data[:1024].lstrip().startswith(b"%PDF-")


def invoice_inside(data: bytes) -> bytes:
    """The XML that the PDF has attached. Raises DocumentMalformed where there is none, or more than one."""
    from pypdf.errors import LimitReachedError, PyPdfError

    check_size(data)
    try:
        found = [part for part in _attachments(data) if looks_like_xml(part)]
    except LimitReachedError as error:
        raise DocumentTooLarge(
            "attachment", expected=f"at most {MAX_UNPACKED_BYTES} bytes unpacked", found=brief(str(error))
        ) from None
    except (PyPdfError, *_BROKEN) as error:
        raise DocumentMalformed(
            "document",
            expected="a PDF whose objects can be read",
            found=brief(f"{type(error).__name__}: {error}"),
        ) from None
    if len(found) != 1:
        raise DocumentMalformed(
            "attachments",
            expected="one invoice in XML inside the PDF (Factur-X, ZUGFeRD)",
            found=f"{len(found)} attachments in XML",
            remedy="Send the invoice as XML, or as a PDF that carries it; a scanned page can't be read.",
        )
    return found[0]


def _attachments(data: bytes) -> Iterator[bytes]:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise ValueError("it is encrypted")
    total = 0
    for number, attached in enumerate(reader.attachment_list):
        if number >= MAX_PACKED_PARTS:
            raise DocumentTooLarge("attachments", expected=f"at most {MAX_PACKED_PARTS}", found="more")
        content = attached.content
        total += len(content)
        if total > MAX_UNPACKED_BYTES:
            raise DocumentTooLarge(
                "attachments", expected=f"at most {MAX_UNPACKED_BYTES} bytes", found="more"
            )
        yield content
