"""Evidence of a conflict: the debit that stands, from its own transaction, beside the refused one."""

from typing import Any

from sqlalchemy import Connection, select

from contracts import calls
from contracts.acts import sign
from contracts.addresses import UTILISATION
from contracts.calls.utilisation import decode_debit_call
from contracts.ids import BlockHeight, RecordId, hex0x, unhex
from contracts.proofs.conflict import Conflict, SignedDebit, assemble_conflict, conflict_words
from contracts.proofs.ledger_state import state_requests
from gateway.errors import Conflict as Contradiction
from gateway.errors import NotFound
from gateway.ledger.evidence import block_evidence, last_block
from gateway.network.trust import trust_of
from gateway.services import Services
from gateway.store.tables.utilisation import debits, draws
from gateway.utilisation.drawing import drawing_domain, wanted_act


def refused_draw(connection: Connection, declaration: str, number: int, lineage: RecordId, line: int) -> Any:
    """The draw that was refused because of another; NotFound where there is none."""
    query = select(draws).where(
        draws.c.declaration == declaration,
        draws.c.number == number,
        draws.c.lineage == lineage,
        draws.c.line == line,
        draws.c.state == "refused",
    )
    row = connection.execute(query).one_or_none()
    if row is None or "conflicting_debit" not in (row.problem or {}):
        raise NotFound.of(f"declarations/{declaration}/lines/{number}", "a debit refused for another's sake")
    return row


def conflict_of(services: Services, row: Any) -> Conflict:
    """The evidence for a refused draw, as of the last block.

    The refused debit is signed anew, as customs want it now. Raises NotFound where the other was released
    since, LedgerUnavailable.
    """
    key = services.settings.debit_key
    if key is None:
        raise Contradiction("conflict", expected="a gateway that holds customs' key", found="one without")
    with services.store.read() as connection:
        act, _ = wanted_act(connection, services, row, services.now())
        other = unhex(row.problem["conflicting_debit"], 32)
        block = connection.scalar(
            select(debits.c.block).where(
                debits.c.lineage == row.lineage, debits.c.line == row.line, debits.c.d == other
            )
        )
    refused = SignedDebit(act, sign(act, drawing_domain(services), key.get_secret_value()))
    standing = _standing(services, block, bytes(row.lineage), row.line, other)
    trust = trust_of(services)
    words = conflict_words(standing, refused, trust)
    last = last_block(services.ledger)
    proved = block_evidence(services.ledger, last, state_requests(words, trust))
    return assemble_conflict(standing, refused, words, proved, trust)


def _standing(services: Services, block: int | None, lineage: bytes, line: int, d: bytes) -> SignedDebit:
    """The debit as it was signed, from the transaction that wrote it last."""
    for receipt in services.ledger.receipts(BlockHeight(block)) if block is not None else ():
        for log in receipt["logs"]:
            topics = [bytes.fromhex(topic[2:]) for topic in log["topics"]]
            event = calls.decode_log(topics, bytes.fromhex(log["data"][2:]))
            if log["address"] != hex0x(UTILISATION) or not isinstance(event, calls.Debited):
                continue
            if (event.lineage, event.line, event.d) == (lineage, line, d):
                sent = services.ledger.request("eth_getTransactionByHash", receipt["transactionHash"])
                found = decode_debit_call(bytes.fromhex(sent["input"][2:]))
                if found is not None:
                    return SignedDebit(*found)
    raise NotFound.of(f"debits/{hex0x(d)}", "the other debit, as it was signed")
