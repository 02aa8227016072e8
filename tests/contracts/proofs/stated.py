"""Statements of a test authority's certificates, bound on a ledger of one moment."""

from dataclasses import dataclass, replace

from contracts import slots
from contracts.proofs import Bundle
from contracts.proofs.bundle import BoundStatement
from contracts.proofs.identity import IdentityStatement, root_identifier, sign_statement
from tests.contracts.proofs.authority import BOUND_AT, Held, certified, chain, ec_key, root
from tests.contracts.proofs.world import AUTHOR, MEMBER, NAME, NETWORK, Signed, World

ROOT = root()
MIDDLE = certified("Trade Services", ec_key(2), ROOT, ca=True, path_length=0)
LEAF = certified(NAME, ec_key(3), MIDDLE)
CHAIN = chain(LEAF, MIDDLE, ROOT)


def stated(held: Held = LEAF, certificates: tuple[bytes, ...] = CHAIN) -> IdentityStatement:
    return sign_statement(NETWORK, MEMBER, AUTHOR, certificates, held.private)


@dataclass
class Ledger:
    """A ledger with an anchored certificate, on which statements are bound and roots are voted for."""

    world: World
    signed: Signed
    record: int = 2

    def bundle(
        self, statement: IdentityStatement, index: int = 0, *, chosen: bool = True, until: int = slots.FOREVER
    ) -> Bundle:
        words = self.world.words["Consortium"]
        place = slots.identity_slot(statement.key, index)
        words[place] = int.from_bytes(statement.digest, "big")
        words[place + 1] = BOUND_AT
        if chosen:
            root = slots.identifier_slot(root_identifier(statement.root))
            words[root] = MEMBER | 1_700_000_000 << 16 | until << 56
        bound = BoundStatement(index, statement)
        return self.world.sealed().bundle([replace(self.signed.evidence(self.record), identity=bound)])
