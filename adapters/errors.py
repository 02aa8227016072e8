"""Why a document is refused: a class for each cause, with position, what was expected, what was found."""

from contracts.errors import TegataError


class DocumentRefused(TegataError):
    """A document that no draft can be made of; `where` is the position in it."""

    code = "document.refused"
    default_remedy = "Correct the document at this position and read it again."

    def __init__(self, where: str, *, expected: str, found: str, remedy: str | None = None) -> None:
        super().__init__(where, expected=expected, found=found or "nothing", remedy=remedy)


class DocumentMalformed(DocumentRefused):
    """The document breaks the syntax of its format, or lacks a part that the format requires."""

    code = "document.malformed"


class UnknownFormat(DocumentRefused):
    """No format that this package reads has this shape."""

    code = "document.unknown_format"
    default_remedy = "Send one of the formats that docs/adapters.md lists, or use a template."


class DocumentTooLarge(DocumentRefused):
    """The document, or what it unpacks to, is larger than a reader accepts."""

    code = "document.too_large"
    default_remedy = "Split the document into several and send each."


class DocumentTooDeep(DocumentRefused):
    """The document is nested deeper than any format that this package reads."""

    code = "document.too_deep"


class EntityRefused(DocumentRefused):
    """The document declares a document type or an entity; no reader resolves one."""

    code = "document.entity"
    default_remedy = "Remove the document type declaration; write characters instead of entities."


class EncodingRefused(DocumentRefused):
    """The document's bytes are not text in the encoding that it states, or that its format prescribes."""

    code = "document.encoding"
    default_remedy = "Save the document as UTF-8 and send it again."


class ValueRefused(DocumentRefused):
    """A value has no place in a record: not of its type, not in its code list, or ambiguous."""

    code = "document.value"


class CountMismatch(DocumentRefused):
    """A count or a control reference that the document states does not fit what it holds."""

    code = "document.count"
    default_remedy = "Ask the sender for the whole message: it is cut, or was edited by hand."


class DraftIncomplete(DocumentRefused):
    """The document lacks what its record needs, and the caller did not supply it."""

    code = "document.incomplete"
    default_remedy = "Supply what the document does not say, or send a document that says it."
