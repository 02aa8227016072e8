"""A case as one file, with the ledger's proof of it: made from the tables and the node's last block."""

from typing import Any

from sqlalchemy import Connection, select

from contracts.cases import Taken
from contracts.ids import Address, CaseId, UnixTime
from contracts.proofs.dossier import Dossier, DossierStep, assemble_dossier, dossier_slots
from gateway.cases.submitting import read_act
from gateway.ledger.evidence import block_evidence, last_block
from gateway.network.trust import trust_of
from gateway.services import Services
from gateway.store.tables.cases import case_payloads, case_steps

_NO_SIGNATURE = "0x" + "00" * 65


def dossier_of(services: Services, row: Any) -> Dossier:
    """The dossier of the case of `row`, as of the last block that is final.

    Raises EvidenceRefused where the ledger went on meanwhile, LedgerUnavailable.
    """
    with services.store.read() as connection:
        steps, block = _steps(connection, row)
    trust, case = trust_of(services), CaseId(bytes(row.case_id))
    last = last_block(services.ledger, block)
    evidence = block_evidence(services.ledger, last, dossier_slots(case, steps, trust))
    return assemble_dossier(case, steps, evidence, trust)


def _steps(connection: Connection, row: Any) -> tuple[tuple[DossierStep, ...], int]:
    """The steps in their order, and the block of the last."""
    found = connection.execute(
        select(case_steps, case_payloads.c.payload, case_payloads.c.salt, case_payloads.c.signature)
        .outerjoin(
            case_payloads,
            (case_payloads.c.case_id == case_steps.c.case_id)
            & (case_payloads.c.content == case_steps.c.content),
        )
        .where(case_steps.c.case_id == row.case_id)
        .order_by(case_steps.c.number)
    ).all()
    return tuple(_step(one) for one in found), max(one.block for one in found)


def _step(row: Any) -> DossierStep:
    kind = "step" if row.number else "request"
    act, _ = read_act({"type": kind, "act": row.act, "signature": _NO_SIGNATURE})
    taken = Taken(act, Address(bytes(row.key)), UnixTime(row.time))
    if row.payload is None:
        return DossierStep(taken)
    return DossierStep(taken, row.payload, bytes(row.salt), bytes(row.signature))
