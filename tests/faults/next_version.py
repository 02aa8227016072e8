"""Runs `tegata` as its next version would be: one that knows the next rules of execution.

They differ from today's in nothing but their number, since the real next ones are not written. What is tried
is when they begin, and what becomes of a node that does not know them.
"""

from ledger_node import rules


def main() -> None:
    """The `tegata` command."""
    from clients.cli.main import main as tegata

    rules.APP_VERSION += 1
    tegata()


if __name__ == "__main__":
    main()
