"""What the command's exit codes mean; the one list of them, shown in `tegata --help` and the guides."""

from enum import IntEnum

from contracts.errors import TegataError


class ExitCode(IntEnum):
    """0 to 9 are the command's, 10 to 19 are verdicts of `tegata verify`."""

    OK = 0
    FAILED = 1
    """Something this version did not foresee; the message names it."""
    USAGE = 2
    """The command was called wrongly (click's own code)."""
    INPUT = 3
    """A document, record, key or setting is refused; the message says where, and what to do."""
    PARTLY = 4
    """Some records went through and some were refused; the refused ones are named."""
    REFUSED = 5
    """The gateway, node or ledger refused."""
    UNREACHABLE = 6
    """No answer; the same command resumes."""
    FINDINGS = 7
    """Reconciled, with findings that ask for an officer."""
    DIFFERS = 8
    """An export says something else than what it proves; each difference is named."""
    ENDED = 10
    """The record is genuine, and revoked, superseded or withdrawn."""
    UNAUTHORISED = 11
    """The record is genuine, and its author's key was compromised when it was anchored."""
    STALE = 12
    """The record is genuine and was active, as of a time too long ago."""
    PROOF_REFUSED = 13
    """The proof proves nothing: some part of it is wrong."""
    NO_MATCH = 14
    """The issuing body states that none of its certificates matches."""


_BY_CODE = {
    "gateway.unreachable": ExitCode.UNREACHABLE,
    "gateway.refused": ExitCode.REFUSED,
    "submission.failed": ExitCode.REFUSED,
    "act.refused": ExitCode.REFUSED,
    "promise.invalid": ExitCode.REFUSED,
    "sign_in.suspicious": ExitCode.REFUSED,
    "proof.refused": ExitCode.PROOF_REFUSED,
}

MEANINGS = {
    ExitCode.OK: "done",
    ExitCode.FAILED: "failed in a way this version did not foresee",
    ExitCode.USAGE: "called wrongly",
    ExitCode.INPUT: "a document, record, key or setting is refused",
    ExitCode.PARTLY: "some records went through, the others are named",
    ExitCode.REFUSED: "the gateway or the ledger refused",
    ExitCode.UNREACHABLE: "no answer; the same command resumes",
    ExitCode.FINDINGS: "reconciled, with findings",
    ExitCode.DIFFERS: "fsck: the export differs from what it proves",
    ExitCode.ENDED: "verify: genuine, but revoked, superseded or withdrawn",
    ExitCode.UNAUTHORISED: "verify: genuine, but its key was compromised by then",
    ExitCode.STALE: "verify: genuine, but as of too long ago",
    ExitCode.PROOF_REFUSED: "verify: the proof proves nothing",
    ExitCode.NO_MATCH: "specimen: the issuing body states that nothing matches",
}


def exit_code_of(error: TegataError) -> ExitCode:
    """The code that a command ends with after `error`."""
    return _BY_CODE.get(type(error).code, ExitCode.INPUT)
