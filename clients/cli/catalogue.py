"""The commands by name: where each is, and the line that the list of commands shows."""

from typing import NamedTuple


class Entry(NamedTuple):
    """A command: module of this package, name in it, one line of help."""

    module: str
    attribute: str
    summary: str


COMMANDS: dict[str, Entry] = {
    "demo": Entry("demo", "demo", "The whole of Tegata in one process, with example consignments."),
    "doctor": Entry("doctor", "doctor", "Check this installation, its keys, its gateway and its trust file."),
    "keys": Entry("keys", "keys", "Make, list and import the keys that sign for you."),
    "convert": Entry("convert", "convert", "Read a trade document and show the record it becomes."),
    "submit": Entry("submit", "submit", "Sign documents' records and hand them to a gateway. Resumable."),
    "history": Entry("history", "history", "A consignment's whole history, by any number it has."),
    "reconcile": Entry("reconcile", "reconcile", "Lodge declarations and show what does not match."),
    "proof": Entry("proof", "proof", "Fetch the proof bundle of a record, as of now."),
    "status": Entry("status", "status", "How a record stands now, or stood at a past block."),
    "disclose": Entry("disclose", "disclose", "Hide fields of a proof bundle; the rest stays proved."),
    "verify": Entry("verify", "verify", "Verify a proof bundle offline, with a trust file."),
    "revoke": Entry("ending", "revoke", "End a record that is wrong, or no longer true."),
    "withdraw": Entry("ending", "withdraw", "End a record that should not have been stated."),
    "supersede": Entry("ending", "supersede", "Put a corrected record in the place of another."),
    "debit": Entry("debit", "debit", "Draw on a proof of origin for a declaration, and show its balances."),
    "export": Entry("export", "export", "Take out everything that you may see, as files."),
    "fsck": Entry(
        "fsck", "fsck", "Check an export without any server: derive it anew, name each difference."
    ),
    "case": Entry("case", "case", "Ask about origin abroad, answer, and keep the clock."),
    "specimen": Entry("specimen", "specimen", "Look a certificate up at the body that issued it."),
    "sign-in": Entry("sign_in", "sign_in", "A link that opens a gateway's portal with your key."),
    "trust": Entry("trust", "trust", "Get and show the trust file that verification rests on."),
    "node": Entry("node", "node", "Set up and run a member's ledger node."),
    "network": Entry("network", "network", "Make a network of validators, and try it on this machine."),
    "consortium": Entry("consortium", "consortium", "What the members decide: propose, vote, execute, read."),
    "gateway": Entry("gateway", "gateway", "Run a member's gateway, and bring its database up to date."),
}
"""In the order in which they are listed."""
