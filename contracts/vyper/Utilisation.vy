# pragma version ==0.4.3
# pragma evm-version cancun
# pragma optimize gas
"""
@title Utilisation: what is drawn from a proof of origin
@custom:contract-name Utilisation
@license Apache-2.0
@author Tegata
@notice Customs of any country draw on the lines of one proof, and together
        never more than it covers. A balance is kept under the lineage, the
        first id of a chain of supersession, so that a correction never
        resets it. A declaration line is told apart by `d`, which only its
        own customs can make or read.

        A debit sets what a declaration line uses; it never adds to it. Zero
        releases it and leaves its revision behind, so that an old debit
        can't be written again.
@dev The storage layout is wire format: proof bundles prove its slots.
     Slots are listed in `docs/contracts.md` and computed in
     `contracts/slots/`; variables are only ever appended.
"""


from interfaces import IConsortium
from interfaces import IRegistry
from interfaces import IStatus
from modules import balances
from modules import draws
from modules import eip712
from modules import refusals
from modules import rfc6962


# @dev The debit was there already, in the same revision.
event DebitRepeated:
    lineage: indexed(bytes32)
    line: indexed(uint16)
    d: indexed(bytes32)


# @dev Records that only customs may author: the right to debit is theirs.
CUSTOMS_KIND: constant(uint8) = 7


CONSORTIUM: immutable(IConsortium)
REGISTRY: immutable(IRegistry)
STATUS: immutable(IStatus)


initializes: balances


exports: (balances.lineOf, balances.debitOf)


@deploy
def __init__(consortium: address, registry: address, status: address):
    """
    @notice Binds this contract to its siblings, for ever.
    @param consortium Where the Consortium stands.
    @param registry Where the Registry stands.
    @param status Where the Status contract stands.
    """
    CONSORTIUM = IConsortium(consortium)
    REGISTRY = IRegistry(registry)
    STATUS = IStatus(status)


@external
def debit(act: draws.Debit, signature: eip712.Signature):
    """
    @notice Sets what a declaration line uses of an open line, or releases
            it with quantity zero. Reverts with `Overdrawn(left, debit)` if
            less is left, otherwise with `Refused(reason)`.
    @dev The same revision with the same content changes nothing and emits
         `DebitRepeated`, so that a relay may resend.
    @param act What is drawn.
    @param signature By an author key of a member with the role customs.
    """
    self._debit(act, signature)


@external
def openAndDebit(act: draws.Debit, proof: draws.Proof, leaf: draws.Leaf, signature: eip712.Signature):
    """
    @notice Discloses a line's quantity, for the first time or because the
            proof was corrected, and draws on it.
    @param act What is drawn.
    @param proof The record that is drawn on now.
    @param leaf Its field `lines/<line>/quantity`.
    @param signature By an author key of a member with the role customs.
    """
    terms: IRegistry.Entry = self._check_proof(act.issuer, act.lineage, proof)
    if not draws._discloses(proof.id, terms.kind, terms.scope, act.line, leaf):
        refusals._revert_with(refusals.LEAF_NOT_INCLUDED)
    if leaf.quantity == 0 or leaf.quantity > balances.QUANTITY or leaf.unit == empty(bytes3):
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    balances._open(act.issuer, act.lineage, act.line, proof, leaf.quantity, leaf.unit)
    log balances.LineOpened(
        lineage=act.lineage,
        line=act.line,
        id=proof.id,
        issuer=act.issuer,
        root=proof.root,
        quantity=leaf.quantity,
        unit=leaf.unit,
    )
    self._debit(act, signature)


@external
def debitWhole(act: draws.WholeDebit, proof: draws.Proof, signature: eip712.Signature):
    """
    @notice Draws a whole line, and publishes neither its quantity nor its
            unit. Nothing else may be drawn from it meanwhile. It is
            released by `debit` with quantity zero.
    @param act What is drawn.
    @param proof The record that is drawn on now.
    @param signature By an author key of a member with the role customs.
    """
    entry: uint256 = balances._debits[act.lineage][act.line][act.d]
    if self._is_repeated(entry, act.revision, act.member, act.expires) and entry >> 232 != 0:
        log DebitRepeated(lineage=act.lineage, line=act.line, d=act.d)
        return
    key: address = self._signer(
        keccak256(abi_encode(draws.WHOLE_DEBIT_TYPE, act)), act.member, act.validUntil, signature
    )
    self._check_debit(entry, act.member, act.revision, act.expires)
    self._check_proof(act.issuer, act.lineage, proof)
    stored: balances.Line = balances._lines[act.lineage][act.line]
    mine: bool = entry >> 232 != 0 and balances._state(entry) != balances.RELEASED
    drawn: uint256 = (stored.balance >> 100) & balances.QUANTITY
    if (stored.balance & balances.WHOLE != 0 and not mine) or drawn != 0:
        balances._revert_overdrawn(0, stored.last)
    balances._open(
        act.issuer,
        act.lineage,
        act.line,
        proof,
        stored.balance & balances.QUANTITY if stored.id == proof.id else 0,
        balances._unit(stored.balance) if stored.id == proof.id else empty(bytes3),
    )
    balances._lines[act.lineage][act.line].balance |= balances.WHOLE
    balances._write(
        act.lineage, act.line, act.d, act.member, True, 0, act.expires, act.revision, key
    )


@external
def expire(lineage: bytes32, line: uint16, d: bytes32):
    """
    @notice Releases a reservation that has lapsed. It is a fact of time, so
            nobody signs it.
    @param lineage The first id of the chain of supersession.
    @param line The line's place in the record, from 0.
    @param d The declaration line that reserved.
    """
    entry: uint256 = balances._debits[lineage][line][d]
    if balances._state(entry) != balances.RESERVED or block.timestamp < balances._expires(entry):
        refusals._revert_with(refusals.RESERVATION_RUNS)
    balances._release(
        lineage, line, d, entry, balances._debitor(entry), balances._revision(entry) + 1, empty(address)
    )


@external
@view
def eip712Domain() -> (bytes1, String[6], String[1], uint256, address, bytes32, DynArray[uint256, 1]):
    """
    @notice The domain that signatures for this contract are bound to
            (ERC-5267): name, version, chain id, this contract, and the
            network's id as salt.
    @return bytes1 The bit map of the fields in use: all five.
    @return String The name.
    @return String The version.
    @return uint256 The chain id.
    @return address This contract.
    @return bytes32 The network's id.
    @return DynArray No extensions.
    """
    return (
        0x1f, eip712.NAME, eip712.VERSION, chain.id, self, staticcall CONSORTIUM.networkId(), []
    )


@internal
def _debit(act: draws.Debit, signature: eip712.Signature):
    """
    @dev Judges a debit and writes it, or reverts with the reason.
    """
    entry: uint256 = balances._debits[act.lineage][act.line][act.d]
    if (
        entry != 0
        and self._is_repeated(entry, act.revision, act.member, act.expires)
        and entry & balances.QUANTITY == act.quantity
        and (entry >> 232 == 0 or act.quantity == 0 and balances._state(entry) == balances.RELEASED)
    ):
        log DebitRepeated(lineage=act.lineage, line=act.line, d=act.d)
        return
    key: address = self._signer(
        keccak256(abi_encode(draws.DEBIT_TYPE, act)), act.member, act.validUntil, signature
    )
    if act.quantity == 0:
        self._check_revision(entry, act.member, act.revision)
        if entry == 0 or balances._state(entry) == balances.RELEASED:
            refusals._revert_with(refusals.NOTHING_TO_RELEASE)
        balances._release(act.lineage, act.line, act.d, entry, act.member, act.revision, key)
        return
    self._check_debit(entry, act.member, act.revision, act.expires)
    self._draw(act, entry)
    balances._write(
        act.lineage, act.line, act.d, act.member, False, act.quantity, act.expires, act.revision, key
    )


@internal
def _draw(act: draws.Debit, entry: uint256):
    """
    @dev Takes from the balance what a debit uses more, or gives back what
         it uses less. Only more asks whether the proof still stands.
    """
    stored: balances.Line = balances._lines[act.lineage][act.line]
    unit: bytes3 = balances._unit(stored.balance)
    if unit == empty(bytes3):
        if stored.balance & balances.WHOLE != 0:
            balances._revert_overdrawn(0, stored.last)
        refusals._revert_with(refusals.LINE_NOT_OPEN)
    if act.issuer != balances._issuer(stored.balance):
        refusals._revert_with(refusals.LINEAGE_DIFFERS)
    if act.unit != unit:
        refusals._revert_with(refusals.UNIT_DIFFERS)
    quantity: uint256 = stored.balance & balances.QUANTITY
    used: uint256 = (stored.balance >> 100) & balances.QUANTITY
    before: uint256 = entry & balances.QUANTITY
    if act.quantity > before:
        if not staticcall STATUS.stands(act.issuer, stored.root, stored.id):
            refusals._revert_with(refusals.STATUS_TERMINAL)
        left: uint256 = quantity - used if quantity > used else 0
        if stored.balance & balances.WHOLE != 0:
            balances._revert_overdrawn(0, stored.last)
        if act.quantity - before > left:
            balances._revert_overdrawn(left, stored.last)
    balances._lines[act.lineage][act.line].balance = (
        (stored.balance & balances.OPENING) | ((used - before + act.quantity) << 100)
    )


@internal
@view
def _signer(struct_hash: bytes32, member: uint16, valid_until: uint64, signature: eip712.Signature) -> address:
    """
    @dev The author key of customs that signed, or a revert with the reason.
    """
    if block.timestamp > convert(valid_until, uint256):
        refusals._revert_with(refusals.EXPIRED)
    network_id: bytes32 = staticcall CONSORTIUM.networkId()
    if network_id == empty(bytes32):
        refusals._revert_with(refusals.NETWORK_ID_MISSING)
    key: address = eip712._recover(eip712._domain_separator(network_id), struct_hash, signature)
    if key == empty(address):
        refusals._revert_with(refusals.SIGNATURE_MALFORMED)
    reason: uint8 = staticcall CONSORTIUM.judgeAuthor(key, member, CUSTOMS_KIND, 0)
    if reason != refusals.ACCEPTED:
        refusals._revert_with(reason)
    return key


@internal
@view
def _check_proof(issuer: uint16, lineage: bytes32, proof: draws.Proof) -> IRegistry.Entry:
    """
    @dev Reverts unless a record is a proof of origin that stands, and the
         last of its lineage.
    @return Entry The batch that holds it.
    """
    terms: IRegistry.Entry = staticcall REGISTRY.batchOf(issuer, proof.root)
    if terms.count == 0:
        refusals._revert_with(refusals.BATCH_UNKNOWN)
    if terms.kind != 1 and terms.kind != 2:
        refusals._revert_with(refusals.NOT_A_PROOF)
    if not rfc6962._is_included(proof.id, proof.position, convert(terms.count, uint256), proof.root):
        refusals._revert_with(refusals.NOT_INCLUDED)
    if not staticcall STATUS.stands(issuer, proof.root, proof.id):
        refusals._revert_with(refusals.STATUS_TERMINAL)
    if staticcall STATUS.lineageOf(issuer, proof.id) != lineage:
        refusals._revert_with(refusals.LINEAGE_DIFFERS)
    return terms


@internal
@view
def _check_debit(entry: uint256, member: uint16, revision: uint32, expires: uint64):
    """
    @dev Reverts unless a debit that holds something may follow `entry`.
    """
    self._check_revision(entry, member, revision)
    if expires == 0:
        return
    if balances._state(entry) == balances.CONFIRMED:
        refusals._revert_with(refusals.DEBIT_CONFIRMED)
    if convert(expires, uint256) <= block.timestamp or convert(expires, uint256) > balances.TIME:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)


@internal
@pure
def _check_revision(entry: uint256, member: uint16, revision: uint32):
    """
    @dev Reverts unless the member's own debit is taken one revision further.
    """
    written: uint32 = 0
    if entry != 0:
        written = balances._revision(entry)
        if balances._debitor(entry) != member:
            refusals._revert_with(refusals.DEBIT_OF_ANOTHER_MEMBER)
    if convert(revision, uint256) != convert(written, uint256) + 1:
        refusals._revert_with(refusals.REVISION_UNEXPECTED)


@internal
@pure
def _is_repeated(entry: uint256, revision: uint32, member: uint16, expires: uint64) -> bool:
    """
    @dev Whether a debit was written last in this revision, by this member,
         with this end.
    """
    return (
        entry != 0
        and balances._revision(entry) == revision
        and balances._debitor(entry) == member
        and balances._expires(entry) == convert(expires, uint256)
    )
