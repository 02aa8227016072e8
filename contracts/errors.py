"""One tree of errors for the whole of Tegata: a stable code, and a sentence that says what to do.

HTTP problems, JSON-RPC errors and messages of the command line are these errors, rendered.
"""

from typing import Any, ClassVar


class TegataError(Exception):
    """Something a user, an operator or a peer can act upon.

    `where` is a place in the input (a path, a file and line, a method), `expected` and `found` are short
    noun phrases, `remedy` is an imperative sentence. `code` is stable across versions.
    """

    code: ClassVar[str] = "tegata.error"
    default_remedy: ClassVar[str] = "Correct the input and try again."

    def __init__(self, where: str, *, expected: str, found: str, remedy: str | None = None) -> None:
        self.where = where
        self.expected = expected
        self.found = found
        self.remedy = remedy or self.default_remedy
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The error as one line of English."""
        return f"{self.where}: expected {self.expected}, found {self.found}. {self.remedy}"

    def __reduce__(self) -> tuple[Any, ...]:
        """Travels between processes whole, whatever arguments a subclass takes."""
        return _restored, (type(self), self.message, self.__dict__)

    def to_dict(self) -> dict[str, str]:
        """The error as JSON, with the same keys in every interface."""
        return {
            "code": self.code,
            "where": self.where,
            "expected": self.expected,
            "found": self.found,
            "remedy": self.remedy,
            "message": self.message,
        }


def _restored(kind: type[TegataError], message: str, state: dict[str, Any]) -> TegataError:
    error = kind.__new__(kind, message)
    error.__dict__.update(state)
    return error


class RecordInvalid(TegataError):
    """A record breaks its schema or the rules of formats §2."""

    code = "record.field.invalid"


class RecordTooLarge(TegataError):
    """A record is larger than a member may send."""

    code = "record.too_large"


class BatchInvalid(TegataError):
    """A batch has no records, too many, or records of more than one kind or scope."""

    code = "batch.invalid"


class SignatureInvalid(TegataError):
    """A signature is malformed, malleable, or not by the key it is said to be by."""

    code = "signature.invalid"


class ProofInvalid(TegataError):
    """A proof does not lead from the statement to the root it claims."""

    code = "proof.invalid"


def brief(value: object, limit: int = 80) -> str:
    """`value` as an error can quote it: one line, at most `limit` characters."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= limit else text[: limit - 1] + "…"
