"""What a filter of logs asks for."""

from dataclasses import dataclass

from contracts.ids import Address
from ledger_node.receipts import Log, bloom_of


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Addresses (none for any) and, by position, the topics of which one must stand there (none for any)."""

    addresses: tuple[Address, ...] = ()
    topics: tuple[tuple[bytes, ...], ...] = ()

    def matches(self, log: Log) -> bool:
        """Whether `log` is asked for."""
        if self.addresses and log.address not in self.addresses:
            return False
        if len(self.topics) > len(log.topics):
            return False
        return all(
            not wanted or topic in wanted for wanted, topic in zip(self.topics, log.topics, strict=False)
        )

    def may_match(self, bloom: int) -> bool:
        """False only if no log under this bloom can match."""
        return all(
            any(bloom & bits == bits for bits in map(bloom_of, alternatives))
            for alternatives in (self.addresses, *self.topics)
            if alternatives
        )
