# pragma version ==0.4.3
# pragma evm-version cancun
# pragma optimize gas
"""
@title Verification: questions about origin, and their clocks
@custom:contract-name Verification
@license Apache-2.0
@author Tegata
@notice Customs of one country ask an issuing body, an authority, an
        exporter, a producer or an importer about origin. What is asked and
        answered is on the ledger as salted commitments only. Each step has
        its author, its time and its place in the case, and the end of the
        term to reply is worked out here.

        Nothing is denied here. When a term has run out no answer is taken
        any more, and the customs that asked may write that down.
@dev The storage layout is wire format. A case's `head` chains all that was
     signed, by which key and when, so that one slot proves the whole.
"""


from interfaces import IConsortium
from interfaces import IMembers
from modules import calendar
from modules import eip712
from modules import queries
from modules import refusals


event CaseOpened:
    caseId: indexed(bytes32)
    member: indexed(uint16)
    respondent: indexed(uint16)
    addressee: uint8
    scope: uint16
    content: bytes32
    start: uint8
    months: uint8
    reply: uint16
    extension: uint16
    validUntil: uint64
    due: uint64
    key: address


event CaseStepped:
    caseId: indexed(bytes32)
    member: indexed(uint16)
    kind: uint8
    number: uint16
    content: bytes32
    extended: uint64
    validUntil: uint64
    due: uint64
    state: uint8
    key: address


struct Case:
    # @dev member 16, respondent 16, scope 16, addressee 8, state 8, steps 16,
    #      start 8, months 8, reply 16, extension 16, visit 8, due 40,
    #      longest 40.
    terms: uint256
    # @dev The chain of what was signed: keccak256(head, struct hash, key, time).
    head: bytes32


struct CaseView:
    member: uint16
    respondent: uint16
    scope: uint16
    addressee: uint8
    state: uint8
    steps: uint16
    visit: uint8
    due: uint64
    longest: uint64
    head: bytes32


# @dev Only customs ask: a kind of record that they alone may author.
CUSTOMS_KIND: constant(uint8) = 7

# @dev States of a case.
SENT: constant(uint8) = 1
RECEIVED: constant(uint8) = 2
ANSWERED: constant(uint8) = 3
LAPSED: constant(uint8) = 4
CLOSED: constant(uint8) = 5
WITHDRAWN: constant(uint8) = 6

# @dev Kinds of steps; those below `EXTENDED` are the respondent's.
ACKNOWLEDGED: constant(uint8) = 1
PARTLY_ANSWERED: constant(uint8) = 2
FULLY_ANSWERED: constant(uint8) = 3
TIME_ASKED: constant(uint8) = 4
VISIT_ACCEPTED: constant(uint8) = 5
VISIT_DECLINED: constant(uint8) = 6
COMMENTED: constant(uint8) = 7
EXTENDED: constant(uint8) = 16
RECEIPT_SHOWN: constant(uint8) = 17
VISIT_ASKED: constant(uint8) = 18
LAPSE_NOTED: constant(uint8) = 19
DENIAL_ANNOUNCED: constant(uint8) = 20
OUTCOME_TOLD: constant(uint8) = 21
CASE_WITHDRAWN: constant(uint8) = 22

# @dev Where a clock starts.
ON_SENDING: constant(uint8) = 1
ON_RECEIPT: constant(uint8) = 2

# @dev Bits of `terms` that a step changes.
STATE_AT: constant(uint256) = 56
STEPS_AT: constant(uint256) = 64
VISIT_AT: constant(uint256) = 128
DUE_AT: constant(uint256) = 136
LONGEST_AT: constant(uint256) = 176
TIME: constant(uint256) = 2**40 - 1
CHANGING: constant(uint256) = (2**8 - 1) * 2**56 + (2**16 - 1) * 2**64 + (2**8 - 1) * 2**128 + (2**40 - 1) * 2**136 + (2**40 - 1) * 2**176


CONSORTIUM: immutable(IConsortium)


# @dev case -> its terms, and the chain of what was signed.
_cases: HashMap[bytes32, Case]


@deploy
def __init__(consortium: address):
    """
    @notice Binds this contract to the Consortium, for ever.
    @param consortium Where the Consortium stands.
    """
    CONSORTIUM = IConsortium(consortium)


@external
def request(act: queries.Request, signature: eip712.Signature):
    """
    @notice Opens a case. Its id is SHA-256(0x04, member, content), so that
            nobody else can take it. Reverts with `Refused(reason)`.
    @param act What is asked of whom, on which terms.
    @param signature By an author key of a member with the role customs.
    """
    struct_hash: bytes32 = keccak256(abi_encode(queries.REQUEST_TYPE, act))
    key: address = self._recover(struct_hash, act.validUntil, signature)
    reason: uint8 = staticcall CONSORTIUM.judgeAuthor(key, act.member, CUSTOMS_KIND, 0)
    if reason != refusals.ACCEPTED:
        refusals._revert_with(reason)
    self._check_terms(act)
    self._check_respondent(act)
    id: bytes32 = sha256(concat(0x04, convert(act.member, bytes2), act.content))
    if self._cases[id].terms != 0:
        refusals._revert_with(refusals.CASE_EXISTS)
    due: uint256 = 0
    longest: uint256 = 0
    if act.start == ON_SENDING:
        due, longest = self._ends(act.reply, act.extension, act.months)
    self._cases[id].terms = (
        convert(act.member, uint256)
        | (convert(act.respondent, uint256) << 16)
        | (convert(act.scope, uint256) << 32)
        | (convert(act.addressee, uint256) << 48)
        | (convert(SENT, uint256) << STATE_AT)
        | (1 << STEPS_AT)
        | (convert(act.start, uint256) << 80)
        | (convert(act.months, uint256) << 88)
        | (convert(act.reply, uint256) << 96)
        | (convert(act.extension, uint256) << 112)
        | (due << DUE_AT)
        | (longest << LONGEST_AT)
    )
    self._chain(id, struct_hash, key)
    log CaseOpened(
        caseId=id,
        member=act.member,
        respondent=act.respondent,
        addressee=act.addressee,
        scope=act.scope,
        content=act.content,
        start=act.start,
        months=act.months,
        reply=act.reply,
        extension=act.extension,
        validUntil=act.validUntil,
        due=convert(due, uint64),
        key=key,
    )


@external
def step(act: queries.Step, signature: eip712.Signature):
    """
    @notice Goes on with a case: the respondent acknowledges and answers, the
            customs that asked extend, note a lapse, and tell the outcome.
    @param act The step.
    @param signature By an author key of the member whose step it is.
    """
    struct_hash: bytes32 = keccak256(abi_encode(queries.STEP_TYPE, act))
    key: address = self._recover(struct_hash, act.validUntil, signature)
    reason: uint8 = staticcall CONSORTIUM.judgeKey(key, act.member)
    if reason != refusals.ACCEPTED:
        refusals._revert_with(reason)
    terms: uint256 = self._cases[act.caseId].terms
    if terms == 0:
        refusals._revert_with(refusals.CASE_UNKNOWN)
    if act.member != self._whose(act.kind, terms):
        refusals._revert_with(refusals.NOT_A_PARTY)
    if convert(act.number, uint256) != (terms >> STEPS_AT) & (2**16 - 1):
        refusals._revert_with(refusals.STEP_OUT_OF_ORDER)
    if act.kind != EXTENDED and act.due != 0:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    after: uint256 = self._after(act, terms)
    self._cases[act.caseId].terms = after
    self._chain(act.caseId, struct_hash, key)
    log CaseStepped(
        caseId=act.caseId,
        member=act.member,
        kind=act.kind,
        number=act.number,
        content=act.content,
        extended=act.due,
        validUntil=act.validUntil,
        due=convert((after >> DUE_AT) & TIME, uint64),
        state=convert((after >> STATE_AT) & (2**8 - 1), uint8),
        key=key,
    )


@external
@view
def caseOf(caseId: bytes32) -> CaseView:
    """
    @notice A case; all zero if there is none.
    @param caseId Its id.
    @return CaseView Who asks whom, how it stands, when the answer is due
            (0 while the clock has not started), and the chain of its steps.
    """
    terms: uint256 = self._cases[caseId].terms
    return CaseView(
        member=convert(terms & (2**16 - 1), uint16),
        respondent=convert((terms >> 16) & (2**16 - 1), uint16),
        scope=convert((terms >> 32) & (2**16 - 1), uint16),
        addressee=convert((terms >> 48) & (2**8 - 1), uint8),
        state=convert((terms >> STATE_AT) & (2**8 - 1), uint8),
        steps=convert((terms >> STEPS_AT) & (2**16 - 1), uint16),
        visit=convert((terms >> VISIT_AT) & (2**8 - 1), uint8),
        due=convert((terms >> DUE_AT) & TIME, uint64),
        longest=convert((terms >> LONGEST_AT) & TIME, uint64),
        head=self._cases[caseId].head,
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
@view
def _recover(struct_hash: bytes32, valid_until: uint64, signature: eip712.Signature) -> address:
    """
    @dev The key that signed, or a revert with the reason.
    """
    if block.timestamp > convert(valid_until, uint256):
        refusals._revert_with(refusals.EXPIRED)
    network_id: bytes32 = staticcall CONSORTIUM.networkId()
    if network_id == empty(bytes32):
        refusals._revert_with(refusals.NETWORK_ID_MISSING)
    key: address = eip712._recover(eip712._domain_separator(network_id), struct_hash, signature)
    if key == empty(address):
        refusals._revert_with(refusals.SIGNATURE_MALFORMED)
    return key


@internal
@pure
def _check_terms(act: queries.Request):
    """
    @dev Reverts unless the terms are such as any treaty could have: three
         years at most, the time to reply at least a day.
    """
    most: uint16 = 36 if act.months == 1 else 1096
    if (
        act.months > 1
        or act.start < ON_SENDING
        or act.start > ON_RECEIPT
        or act.reply == 0
        or act.reply > most
        or act.extension > most
        or act.scope == 0
        or act.member == act.respondent
    ):
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)


@internal
@view
def _check_respondent(act: queries.Request):
    """
    @dev Reverts unless the respondent is active and has the role in which it
         is asked; an issuing body, the agreement too.
    """
    member: IMembers.Member = staticcall IMembers(CONSORTIUM.address).memberOf(act.respondent)
    roles: uint256 = convert(member.roles, uint256)
    bit: uint256 = 0
    if act.addressee == 2:
        bit = 9
    elif act.addressee >= 3 and act.addressee <= 5:
        bit = convert(act.addressee, uint256) - 2
    elif act.addressee != 1:
        refusals._revert_with(refusals.NOT_TO_BE_ASKED)
    if not member.active or (roles >> bit) & 1 == 0:
        refusals._revert_with(refusals.NOT_TO_BE_ASKED)
    if act.addressee == 1 and (convert(member.agreements, uint256) >> convert(act.scope, uint256)) & 1 == 0:
        refusals._revert_with(refusals.NOT_TO_BE_ASKED)


@internal
@view
def _ends(reply: uint16, extension: uint16, months: uint8) -> (uint256, uint256):
    """
    @dev When an answer is due if the clock starts now, and when at the
         latest if it is extended.
    """
    length: uint256 = convert(reply, uint256)
    return (
        calendar._end_of_term(block.timestamp, length, months == 1),
        calendar._end_of_term(block.timestamp, length + convert(extension, uint256), months == 1),
    )


@internal
@pure
def _whose(kind: uint8, terms: uint256) -> uint16:
    """
    @dev Whose step it is; a revert for a kind that there is not.
    """
    if kind >= ACKNOWLEDGED and kind <= COMMENTED:
        return convert((terms >> 16) & (2**16 - 1), uint16)
    if kind < EXTENDED or kind > CASE_WITHDRAWN:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    return convert(terms & (2**16 - 1), uint16)


@internal
@view
def _after(act: queries.Step, terms: uint256) -> uint256:
    """
    @dev The case's terms after a step, or a revert with the reason.
    """
    state: uint8 = convert((terms >> STATE_AT) & (2**8 - 1), uint8)
    visit: uint256 = (terms >> VISIT_AT) & (2**8 - 1)
    due: uint256 = (terms >> DUE_AT) & TIME
    longest: uint256 = (terms >> LONGEST_AT) & TIME
    if state >= CLOSED:
        refusals._revert_with(refusals.CASE_STANDS_OTHERWISE)
    running: bool = state == SENT or state == RECEIVED
    over: bool = due != 0 and block.timestamp >= due
    if act.kind == ACKNOWLEDGED or act.kind == RECEIPT_SHOWN:
        if state != SENT:
            refusals._revert_with(refusals.CASE_STANDS_OTHERWISE)
        state = RECEIVED
        if due == 0:
            due, longest = self._ends(
                convert((terms >> 96) & (2**16 - 1), uint16),
                convert((terms >> 112) & (2**16 - 1), uint16),
                convert((terms >> 88) & (2**8 - 1), uint8),
            )
    elif act.kind == PARTLY_ANSWERED or act.kind == FULLY_ANSWERED or act.kind == TIME_ASKED:
        if over or state == LAPSED:
            refusals._revert_with(refusals.TERM_IS_OVER)
        if not running:
            refusals._revert_with(refusals.CASE_STANDS_OTHERWISE)
        if act.kind == FULLY_ANSWERED:
            state = ANSWERED
    elif act.kind == EXTENDED:
        if not running:
            refusals._revert_with(refusals.CASE_STANDS_OTHERWISE)
        if convert(act.due, uint256) <= due or convert(act.due, uint256) > longest:
            refusals._revert_with(refusals.EXTENSION_WITHOUT_BASIS)
        due = convert(act.due, uint256)
    elif act.kind == LAPSE_NOTED:
        if not running:
            refusals._revert_with(refusals.CASE_STANDS_OTHERWISE)
        if not over:
            refusals._revert_with(refusals.TERM_RUNS)
        state = LAPSED
    elif act.kind == VISIT_ASKED:
        visit = 1
    elif act.kind == VISIT_ACCEPTED or act.kind == VISIT_DECLINED:
        if visit != 1:
            refusals._revert_with(refusals.CASE_STANDS_OTHERWISE)
        visit = 2 if act.kind == VISIT_ACCEPTED else 3
    elif act.kind == DENIAL_ANNOUNCED or act.kind == OUTCOME_TOLD:
        if running:
            refusals._revert_with(refusals.CASE_STANDS_OTHERWISE)
        if act.kind == OUTCOME_TOLD:
            state = CLOSED
    elif act.kind == CASE_WITHDRAWN:
        state = WITHDRAWN
    steps: uint256 = (terms >> STEPS_AT) & (2**16 - 1)
    return (
        (terms & (max_value(uint256) ^ CHANGING))
        | (convert(state, uint256) << STATE_AT)
        | ((steps + 1) << STEPS_AT)
        | (visit << VISIT_AT)
        | (due << DUE_AT)
        | (longest << LONGEST_AT)
    )


@internal
def _chain(caseId: bytes32, struct_hash: bytes32, key: address):
    """
    @dev Adds what was signed, by which key and when, to the case's chain.
    """
    self._cases[caseId].head = keccak256(
        abi_encode(self._cases[caseId].head, struct_hash, key, block.timestamp)
    )
