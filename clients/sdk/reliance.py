"""What a client holds its gateway's promises against: the network's trust file, a clock, and proved keys."""

from collections.abc import Callable
from dataclasses import dataclass

from contracts.ids import MemberId, UnixTime
from contracts.proofs import ProvedKeys, Trust


@dataclass(slots=True)
class Reliance:
    """Receipts and notices count only under a signing key that the ledger of `trust` has for the gateway.

    `gateway` is the member whose gateway it must be; None takes the member that a receipt names. `proved` is
    what the ledger last said, asked for when the first promise is checked.
    """

    trust: Trust
    now: Callable[[], UnixTime]
    gateway: MemberId | None = None
    proved: ProvedKeys | None = None
