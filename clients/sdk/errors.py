"""What goes wrong between a client and a gateway."""

from typing import Any

from contracts.errors import TegataError


class GatewayUnreachable(TegataError):
    """No answer from the gateway: no connection, no response in time, or none that HTTP allows."""

    code = "gateway.unreachable"
    default_remedy = "Check the address and the network; nothing is lost, the same command resumes."


class GatewayRefused(TegataError):
    """The gateway answered with a problem (RFC 9457). It is told as the gateway told it."""

    code = "gateway.refused"

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.problem = problem
        super().__init__(
            str(problem.get("where", "gateway")),
            expected=str(problem.get("expected", "a request that is accepted")),
            found=str(problem.get("found", problem.get("detail", f"status {status}"))),
            remedy=str(problem.get("remedy", "See the gateway's log under the correlation id.")),
        )

    @classmethod
    def of(cls, status: int, document: Any, text: str) -> "GatewayRefused":
        """The refusal in a response, whatever its body holds."""
        return cls(status, document if isinstance(document, dict) else {"found": f"status {status}: {text}"})

    @property
    def problem_code(self) -> str:
        """The gateway's own code of this error."""
        return str(self.problem.get("code", self.code))

    def to_dict(self) -> dict[str, str]:
        """The error as JSON, under the gateway's code, with its correlation id."""
        document = {**super().to_dict(), "code": self.problem_code}
        if "correlation_id" in self.problem:
            document["correlation_id"] = str(self.problem["correlation_id"])
        return document


class NotAnchored(TegataError):
    """A batch was taken in and could not be written; the gateway's signed notice says why."""

    code = "submission.failed"

    def __init__(self, root: str, notice: dict[str, Any] | None) -> None:
        self.notice = notice
        notice = notice or {}
        super().__init__(
            f"batch {root}",
            expected=str(notice.get("expected", "a batch that the ledger takes")),
            found=str(notice.get("found", notice.get("reason", "a refusal"))),
            remedy=str(notice.get("remedy", "Correct it and submit again.")),
        )
