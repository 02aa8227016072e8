"""The outbox at work: settle what the blocks hold, then sign, store and send what waits."""

import logging
from collections import deque
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from contracts import calls
from contracts.ids import BlockHeight, MemberId, UnixTime, hex0x
from contracts.receipts import Notice
from contracts.refusals import Refusal
from gateway.crash_points import reached
from gateway.ledger import RpcRefused
from gateway.outbox import queue
from gateway.outbox.outcomes import UNEXPLAINED, outcome_of
from gateway.outbox.packing import AnchorItem, Item, Parcel, pack
from gateway.outbox.queue import Ended, InFlight, Landed
from gateway.outbox.transactions import Relay
from gateway.promises import signed_notice
from gateway.services import Services
from gateway.stage import Stage

_log = logging.getLogger(__name__)

_KNOWN = "transaction.known"
_NONCE = "transaction.nonce"
_SENDER = "transaction.sender"
_LATER = frozenset({"transaction.budget", "pool.full", "node.stopped"})
"""Refusals that pass by themselves."""


def make_stage(services: Services) -> Stage:
    """The outbox's thread."""
    return Stage("outbox", Outbox(services).work, services.store.outbox_bell, every=1.0)


class Outbox:
    """One relay key's sequence of transactions. Its memory is only what the store has as well."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._store = services.store
        self._ledger = services.ledger
        self._flights: deque[InFlight] = deque()
        self._seen: BlockHeight | None = None
        self._resend_at = 0.0

    @property
    def in_flight(self) -> int:
        """How many transactions are on their way."""
        return len(self._flights)

    @cached_property
    def _relay(self) -> Relay:
        return Relay(self._services.settings.relay_key.get_secret_value(), self._ledger.domain.chain_id)

    def work(self) -> bool:
        """Settles and sends; True if more waits and there is room to send it."""
        if self._seen is None:
            self._take_up()
        self._settle_new_blocks()
        self._resend_if_silent()
        room = self._services.settings.outbox_window - len(self._flights)
        return room > 0 and self._send(room)

    def _take_up(self) -> None:
        """What was stored and perhaps not sent, or mined while nobody looked, before a crash."""
        seen = self._ledger.height()
        with self._store.read() as connection:
            self._flights = deque(queue.unsettled(connection))
        for flight in list(self._flights):
            receipt = self._ledger.receipt(flight.signed.hash)
            if receipt is None:
                self._hand_over(flight)
            else:
                self._settle([(flight, receipt)])
        self._seen = seen

    def _settle_new_blocks(self) -> None:
        """Finds what is on its way in the blocks that came since."""
        height = self._ledger.height()
        while self._seen is not None and self._seen < height:
            if not self._flights:
                self._seen = height
                return
            following = BlockHeight(self._seen + 1)
            self._settle_block(following)
            self._seen = following

    def _settle_block(self, height: BlockHeight) -> None:
        flights = {hex0x(flight.signed.hash): flight for flight in self._flights}
        mined = [
            (flights[receipt["transactionHash"]], receipt)
            for receipt in self._ledger.receipts(height)
            if receipt["transactionHash"] in flights
        ]
        if mined:
            self._settle(mined)

    def _settle(self, mined: list[tuple[InFlight, dict[str, Any]]]) -> None:
        """Writes how the items of mined transactions ended, all in one commit."""
        now = self._services.now()
        with self._store.read() as connection:
            landed = [self._landed(connection, flight, receipt, now) for flight, receipt in mined]
        reached("outbox.before_settled")
        subjects = self._store.write(
            lambda connection: queue.settle(connection, landed, now), self._store.events_bell
        )
        self._store.decided.announce(subjects)
        for flight, _ in mined:
            self._flights.remove(flight)

    def _landed(
        self,
        connection: Connection,
        flight: InFlight,
        receipt: dict[str, Any],
        now: UnixTime,
    ) -> Landed:
        items = flight.items
        alone_failed = int(receipt["status"], 16) == 0 and len(items) == 1
        reason = self._reason_of(items[0], receipt) if alone_failed else UNEXPLAINED
        outcome = outcome_of(receipt, items, reason)
        refused = [self._ended(connection, item, code, now) for item, code in outcome.refused]
        return Landed(flight, int(receipt["blockNumber"], 16), refused, outcome.again)

    def _send(self, room: int) -> bool:
        """Signs, stores and sends what waits, in as many transactions as there is room for."""
        most = self._services.settings.outbox_pack
        with self._store.read() as connection:
            waiting = queue.waiting_items(connection, room * most)
        if not waiting:
            return False
        now = self._services.now()
        waiting = self._set_aside_expired(waiting, now)
        parcels = pack(waiting, most)[:room]
        if not parcels:
            return False
        flights = self._sign(parcels, now)
        self._flights.extend(flights)
        reached("outbox.stored")
        for place, flight in enumerate(flights, start=1):
            refused = self._hand_over(flight)
            reached("outbox.sent")
            if refused:
                self._take_back(flights[place:])
                return True
        return len(self._flights) < self._services.settings.outbox_window

    def _sign(self, parcels: list[Parcel], now: UnixTime) -> list[InFlight]:
        relay = self._relay
        mined = self._ledger.nonce(relay.address)
        with self._store.read() as connection:
            nonces = queue.free_nonces(connection, relay.address, mined, len(parcels))
        signed = [
            (parcel, relay.transaction(nonce, parcel.calldata, parcel.gas, parcel.to))
            for parcel, nonce in zip(parcels, nonces, strict=True)
        ]
        reached("outbox.signed")
        return self._store.write(
            lambda connection: queue.store_parcels(connection, relay.address, signed, now)
        )

    def _hand_over(self, flight: InFlight) -> bool:
        """Gives a stored transaction to the node; True if it was refused for ever and its nonce is free
        again. What the node has already is as good as sent.
        """
        try:
            self._ledger.send_raw(flight.signed.raw)
        except RpcRefused as refusal:
            return self._after_refusal(flight, refusal)
        return False

    def _after_refusal(self, flight: InFlight, refusal: RpcRefused) -> bool:
        code = refusal.data.get("code") if isinstance(refusal.data, dict) else None
        if code == _KNOWN or code in _LATER:
            return False
        if code == _SENDER and flight.relay == self._relay.address:
            _log.error("nothing is anchored, and nothing is lost: %s", refusal.message)
            return False
        receipt = self._ledger.receipt(flight.signed.hash)
        if receipt is not None:
            if flight in self._flights:
                self._settle([(flight, receipt)])
            return False
        poisoned = code not in (_NONCE, _SENDER)
        self._recall(flight, poisoned=poisoned)
        return poisoned

    def _take_back(self, flights: list[InFlight]) -> None:
        """Takes back what was signed after a transaction that the node will never have and was not sent yet:
        it would wait for a nonce that nothing may take for a long time. Its items are signed anew.
        """
        self._store.write(lambda connection: queue.take_back(connection, flights))
        for flight in flights:
            self._flights.remove(flight)

    def _recall(self, flight: InFlight, *, poisoned: bool) -> None:
        """Takes back a transaction that the node will not have. One item that spoils its own is set aside."""
        now = self._services.now()
        with self._store.read() as connection:
            alone = poisoned and len(flight.items) == 1
            refused = [self._ended(connection, flight.items[0], UNEXPLAINED, now)] if alone else []
        self._store.write(
            lambda connection: queue.recall(connection, flight, refused, now), self._store.events_bell
        )
        self._flights.remove(flight)

    def _resend_if_silent(self) -> None:
        """A node that restarted has forgotten its pool; what is on its way too long is handed over again."""
        silence = self._services.settings.resend_after_seconds
        now = self._services.now()
        if not self._flights:
            self._resend_at = now + silence
        elif now >= self._resend_at:
            self._resend_at = now + silence
            for flight in list(self._flights):
                self._hand_over(flight)

    def _set_aside_expired(self, waiting: list[Item], now: UnixTime) -> list[Item]:
        """Reports batches whose author gave them until a time that has passed: no block can take them."""
        expired = [i for i in waiting if isinstance(i, AnchorItem) and i.batch.valid_until < now]
        if expired:
            with self._store.read() as connection:
                ended = [self._ended(connection, item, Refusal.EXPIRED, now) for item in expired]
            self._store.write(
                lambda connection: queue.set_aside(connection, ended, now), self._store.events_bell
            )
            self._store.decided.announce(item.batch.root for item in expired)
        return [item for item in waiting if item not in expired]

    def _reason_of(self, item: Item, receipt: dict[str, Any]) -> int:
        """Why a call reverted: asked of the same state that it met."""
        parcel = Parcel((item,))
        call = {"to": hex0x(parcel.to), "data": hex0x(parcel.calldata)}
        try:
            self._ledger.request("eth_call", call, receipt["blockNumber"])
        except RpcRefused as refusal:
            if isinstance(refusal.data, str) and refusal.data.startswith("0x"):
                return calls.decode_refusal(bytes.fromhex(refusal.data[2:])) or UNEXPLAINED
        return UNEXPLAINED

    def _ended(self, connection: Connection, item: Item, reason: int, now: UnixTime) -> Ended:
        member, subject = queue.subject_of(connection, item)
        network = self._ledger.domain.network_id
        notice = Notice(network, MemberId(member), subject, int(reason), now)
        return Ended(item, signed_notice(notice, self._services.settings.member, self._services.signer))
