"""Members, relay keys and callable contracts, read from the Consortium's storage by its slot layout."""

from collections.abc import Callable, Collection

from contracts import slots
from contracts.addresses import CONSORTIUM
from contracts.ids import Address, MemberId, UnixTime
from contracts.roles import Purpose
from ledger_node.state import StateView

ReadWord = Callable[[int], int]


class ConsortiumDirectory:
    """What the admission rule asks about one state (see `admission.Directory`). For one thread."""

    def __init__(self, state: StateView, contracts: Collection[Address]) -> None:
        self._state = state
        self._contracts = contracts
        self._storage_root: bytes | None = None

    def relay_member(self, sender: Address, time: UnixTime) -> MemberId | None:
        """The member whose relay key `sender` is, if both key and member are active at `time`."""
        key = slots.decode_key(self._word(slots.key_slot(sender)))
        if key is None or not key.purposes & Purpose.RELAY or not key.valid_at(time):
            return None
        member = slots.decode_member(self._word(slots.member_slot(key.member)))
        return key.member if member is not None and member.active_at(time) else None

    def nonce(self, sender: Address) -> int:
        """The nonce of `sender`'s next transaction."""
        return self._state.account(sender).nonce

    def may_be_called(self, target: Address) -> bool:
        """Whether `target` is predeployed, or listed by the consortium's vote."""
        return target in self._contracts or bool(self._word(slots.listed_contract_slot(target)))

    def _word(self, slot: int) -> int:
        if self._storage_root is None:
            self._storage_root = self._state.account(CONSORTIUM).storage_root
        return self._state.storage_under(self._storage_root, slot)
