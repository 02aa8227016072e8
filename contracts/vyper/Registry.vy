# pragma version ==0.4.3
# pragma evm-version cancun
# pragma optimize gas
"""
@title Registry: who stated what, and when
@custom:contract-name Registry
@license Apache-2.0
@author Tegata
@notice A member anchors the root of a batch of records; later it may revoke,
        supersede or withdraw one record, proved to be in the batch, or the
        whole batch. Whoever sends the transaction is a relay: authority is
        the signature's, judged by the Consortium at the block's time, and
        that verdict outlives the key.

        Batches are keyed (member, root). A rival who copies another
        member's root anchors it under its own number and changes nothing
        for the owner.
@dev The storage layout is wire format: proof bundles prove its slots.
     Slots are listed in `docs/contracts.md` and computed in
     `contracts/slots/`; variables are only ever appended.

     The contract cannot look inside a batch. That the records of a batch
     are of the batch's kind and scope is bound into each record's id, and
     verifiers recompute the id with the kind and scope anchored here.
"""


from interfaces import IConsortium
from interfaces import IStatus
from modules import acts
from modules import batches
from modules import eip712
from modules import refusals
from modules import rfc6962
from modules import states


# @dev A batch was anchored. Its time is the block's.
event Anchored:
    root: indexed(bytes32)
    member: indexed(uint16)
    author: address
    kind: uint8
    scope: uint16
    count: uint32


# @dev The batch was there already, with the same kind, scope and count.
event AnchorRepeated:
    root: indexed(bytes32)
    member: indexed(uint16)


# @dev One item of `anchorMany` was refused; the others stand.
event AnchorRefused:
    root: indexed(bytes32)
    member: indexed(uint16)
    reason: uint8


# @dev A record ended or, where target equals root, a whole batch.
event StatusChanged:
    target: indexed(bytes32)
    member: indexed(uint16)
    root: indexed(bytes32)
    state: uint8
    reason: uint8
    key: address
    successor: bytes32
    successorRoot: bytes32


MAX_ITEMS: constant(uint256) = 64


CONSORTIUM: immutable(IConsortium)
STATUS: immutable(IStatus)


initializes: batches


exports: batches.batchOf


@deploy
def __init__(consortium: address, status: address):
    """
    @notice Binds the Registry to its siblings' addresses, for ever.
    """
    CONSORTIUM = IConsortium(consortium)
    STATUS = IStatus(status)


@external
def anchor(item: acts.SignedBatch):
    """
    @notice Anchors one batch, or reverts with `Refused(reason)`.
    @dev The same batch again changes nothing and emits `AnchorRepeated`;
         its signature is not judged again, so that a resend is safe after
         `validUntil` and after the key's end.
    @param item The batch and its author's signature.
    """
    reason: uint8 = self._anchor(item, self._domain())
    if reason != refusals.ACCEPTED:
        refusals._revert_with(reason)


@external
def anchorMany(items: DynArray[acts.SignedBatch, MAX_ITEMS]):
    """
    @notice Anchors 1 to 64 batches, each by itself: an item that `anchor`
            would refuse emits `AnchorRefused`, and the others stand.
    @param items The batches and their authors' signatures.
    """
    if len(items) == 0:
        refusals._revert_with(refusals.NOTHING_TO_ANCHOR)
    domain: bytes32 = self._domain()
    for item: acts.SignedBatch in items:
        reason: uint8 = self._anchor(item, domain)
        if reason != refusals.ACCEPTED:
            log AnchorRefused(root=item.batch.root, member=item.batch.member, reason=reason)


@external
def revoke(act: acts.Ending, position: rfc6962.Position, signature: eip712.Signature):
    """
    @notice Ends a record, or a whole batch, that its member says was wrong
            or is no longer true.
    @param act What ends, and why. `target` is a record's id, or `root` for
           the whole batch.
    @param position Where the record stands in the batch; index 0 and no
           path for the whole batch.
    @param signature By any valid author key of the same member.
    """
    self._end(act, states.REVOKED, acts.REVOKE_TYPE, position, signature)


@external
def withdraw(act: acts.Ending, position: rfc6962.Position, signature: eip712.Signature):
    """
    @notice Ends a record, or a whole batch, that should not have been
            stated: nothing is said about its truth.
    @param act What ends, and why. `target` is a record's id, or `root` for
           the whole batch.
    @param position Where the record stands in the batch; index 0 and no
           path for the whole batch.
    @param signature By any valid author key of the same member.
    """
    self._end(act, states.WITHDRAWN, acts.WITHDRAW_TYPE, position, signature)


@external
def supersede(act: acts.Supersession, position: rfc6962.Position, successorPosition: rfc6962.Position, signature: eip712.Signature):
    """
    @notice Ends a record in favour of another record, or a whole batch in
            favour of another batch, of the same member, kind and scope.
    @dev The successor must be anchored and active, itself and its batch.
         What ended cannot become a successor, so no chain of supersession
         has a cycle.
    @param act What ends, what takes its place, and why.
    @param position Where the record stands in its batch; index 0 and no
           path for the whole batch.
    @param successorPosition The same for the successor.
    @param signature By any valid author key of the same member.
    """
    key: address = self._signer(
        keccak256(abi_encode(acts.SUPERSEDE_TYPE, act)), act.member, act.validUntil, signature
    )
    entry: uint256 = self._check_target(act.member, act.root, act.target, position)
    self._check_successor(act, entry, successorPosition)
    self._write_end(
        act.member, act.root, act.target, states.SUPERSEDED, act.reason, key, act.successor, act.successorRoot
    )


@external
@view
def consortium() -> address:
    """
    @return address The contract that judges signatures.
    """
    return CONSORTIUM.address


@external
@view
def status() -> address:
    """
    @return address The contract that keeps how statements ended.
    """
    return STATUS.address


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
def _anchor(item: acts.SignedBatch, domain: bytes32) -> uint8:
    """
    @dev Anchors one batch, or says why not. Nothing is written and nothing
         reverts where the answer is a refusal.
    @param item The batch and its author's signature.
    @param domain The domain separator.
    @return uint8 `refusals.ACCEPTED`, or the reason.
    """
    if item.batch.count == 0 or item.batch.count > batches.MAX_COUNT:
        return refusals.COUNT_OUT_OF_RANGE

    terms: uint256 = batches._terms(item.batch.count, item.batch.kind, item.batch.scope)
    present: uint256 = batches._entries[item.batch.member][item.batch.root]
    if present != 0:
        if not batches._has_terms(present, terms):
            return refusals.BATCH_DIFFERS
        log AnchorRepeated(root=item.batch.root, member=item.batch.member)
        return refusals.ACCEPTED

    if block.timestamp > convert(item.batch.validUntil, uint256):
        return refusals.EXPIRED
    author: address = eip712._recover(
        domain, keccak256(abi_encode(acts.BATCH_TYPE, item.batch)), item.signature
    )
    if author == empty(address):
        return refusals.SIGNATURE_MALFORMED
    reason: uint8 = staticcall CONSORTIUM.judgeAuthor(
        author, item.batch.member, item.batch.kind, item.batch.scope
    )
    if reason != refusals.ACCEPTED:
        return reason

    batches._entries[item.batch.member][item.batch.root] = (
        convert(author, uint256) | (block.timestamp << 160) | terms
    )
    log Anchored(
        root=item.batch.root,
        member=item.batch.member,
        author=author,
        kind=item.batch.kind,
        scope=item.batch.scope,
        count=item.batch.count,
    )
    return refusals.ACCEPTED


@internal
def _end(act: acts.Ending, state: uint8, type_hash: bytes32, position: rfc6962.Position, signature: eip712.Signature):
    """
    @dev Revokes or withdraws, or reverts with the reason. `type_hash` is the
         EIP-712 type that says the same as `state`.
    """
    key: address = self._signer(
        keccak256(abi_encode(type_hash, act)), act.member, act.validUntil, signature
    )
    self._check_target(act.member, act.root, act.target, position)
    self._write_end(
        act.member, act.root, act.target, state, act.reason, key, empty(bytes32), empty(bytes32)
    )


@internal
def _write_end(
    member: uint16,
    root: bytes32,
    target: bytes32,
    state: uint8,
    reason: uint8,
    key: address,
    successor: bytes32,
    successor_root: bytes32,
):
    """
    @dev Writes how a target ended, once it is judged, and says so.
    """
    extcall STATUS.end(member, target, state, reason, key, successor)
    log StatusChanged(
        target=target,
        member=member,
        root=root,
        state=state,
        reason=reason,
        key=key,
        successor=successor,
        successorRoot=successor_root,
    )


@internal
@view
def _domain() -> bytes32:
    """
    @dev The domain separator, or a revert while the network has no name.
    """
    network_id: bytes32 = staticcall CONSORTIUM.networkId()
    if network_id == empty(bytes32):
        refusals._revert_with(refusals.NETWORK_ID_MISSING)
    return eip712._domain_separator(network_id)


@internal
@view
def _signer(struct_hash: bytes32, member: uint16, valid_until: uint64, signature: eip712.Signature) -> address:
    """
    @dev The author key that signed an act on status, or a revert with the
         reason.
    """
    if block.timestamp > convert(valid_until, uint256):
        refusals._revert_with(refusals.EXPIRED)
    key: address = eip712._recover(self._domain(), struct_hash, signature)
    if key == empty(address):
        refusals._revert_with(refusals.SIGNATURE_MALFORMED)
    reason: uint8 = staticcall CONSORTIUM.judgeKey(key, member)
    if reason != refusals.ACCEPTED:
        refusals._revert_with(reason)
    return key


@internal
@view
def _check_target(member: uint16, root: bytes32, target: bytes32, position: rfc6962.Position) -> uint256:
    """
    @dev Reverts unless `target` is a batch of `member`, or a record in one,
         that still stands.
    @return uint256 The batch's entry.
    """
    entry: uint256 = batches._entries[member][root]
    if entry == 0:
        refusals._revert_with(refusals.BATCH_UNKNOWN)
    if not self._holds(entry, root, target, position):
        refusals._revert_with(refusals.NOT_INCLUDED)
    if not staticcall STATUS.stands(member, root, target):
        refusals._revert_with(refusals.STATUS_TERMINAL)
    return entry


@internal
@view
def _check_successor(act: acts.Supersession, predecessor: uint256, position: rfc6962.Position):
    """
    @dev Reverts unless the successor may take the target's place.
    @param act What ends, and what takes its place.
    @param predecessor The entry of the batch whose record, or whole, ends.
    @param position Where the successor stands in its batch.
    """
    if act.successor == act.target:
        refusals._revert_with(refusals.SUCCESSOR_IS_PREDECESSOR)
    entry: uint256 = batches._entries[act.member][act.successorRoot]
    if entry == 0:
        refusals._revert_with(refusals.SUCCESSOR_UNKNOWN)
    same_extent: bool = (act.target == act.root) == (act.successor == act.successorRoot)
    if not (batches._same_kind(entry, predecessor) and same_extent):
        refusals._revert_with(refusals.SUCCESSOR_DIFFERS)
    if batches._is_proof(entry):
        # what is drawn is counted along a chain that neither forks nor joins
        if act.target == act.root:
            refusals._revert_with(refusals.PROOF_REPLACED_WHOLE)
        if staticcall STATUS.lineageOf(act.member, act.successor) != act.successor:
            refusals._revert_with(refusals.SUCCESSOR_TAKEN)
    if not self._holds(entry, act.successorRoot, act.successor, position):
        refusals._revert_with(refusals.SUCCESSOR_NOT_INCLUDED)
    if not staticcall STATUS.stands(act.member, act.successorRoot, act.successor):
        refusals._revert_with(refusals.SUCCESSOR_INACTIVE)


@internal
@view
def _holds(entry: uint256, root: bytes32, target: bytes32, position: rfc6962.Position) -> bool:
    """
    @dev Whether `target` is the whole batch, or proved to be in it.
    """
    if target == root:
        return position.index == 0 and len(position.path) == 0
    return rfc6962._is_included(target, position, batches._count(entry), root)
