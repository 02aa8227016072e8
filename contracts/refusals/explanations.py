"""What each refusal expected, what it found, and what to do."""

from contracts.refusals.numbers import Refusal

EXPLANATIONS: dict[Refusal, tuple[str, str, str]] = {
    Refusal.EXPIRED: (
        "an act that is written by its validUntil",
        "a later block",
        "Sign it again with a later validUntil.",
    ),
    Refusal.SIGNATURE_MALFORMED: (
        "a signature with low s and v 27 or 28",
        "another spelling, or one from which no key comes out",
        "Sign again; no correct signer makes such a signature.",
    ),
    Refusal.KEY_UNKNOWN: (
        "the signature of a registered key",
        "that of an unregistered one",
        "Check that the signed fields, the chain, the contract and the network are those sent, then the key.",
    ),
    Refusal.KEY_OF_ANOTHER_MEMBER: (
        "a key of the member that the act names",
        "a key of another member",
        "Sign with a key of that member, or name your own.",
    ),
    Refusal.KEY_NOT_FOR_THIS: (
        "a key for such acts: author for records, govern for decisions",
        "a key registered for other purposes",
        "Sign with a key whose purposes include it.",
    ),
    Refusal.KEY_NOT_YET_VALID: (
        "a key inside its window",
        "a block before its first second",
        "Wait for it, or sign with a key that is valid now.",
    ),
    Refusal.KEY_NO_LONGER_VALID: (
        "a key inside its window",
        "a block after its last second",
        "Sign with a key that is valid now.",
    ),
    Refusal.KEY_COMPROMISED: (
        "a key that nobody else holds",
        "one that is compromised since before this block",
        "Sign with another key, and review what this one signed.",
    ),
    Refusal.MEMBER_INACTIVE: (
        "an active member",
        "one that is suspended or removed",
        "Ask the consortium; its records can be ended by vote.",
    ),
    Refusal.ROLE_MISSING: (
        "a role that may author records of this kind",
        "a member without one",
        "Have the member that holds the role sign, or ask the consortium for the role.",
    ),
    Refusal.AGREEMENT_MISSING: (
        "an agreement under which the issuing body certifies",
        "another agreement",
        "Check the certificate's agreement, or ask the consortium to register it.",
    ),
    Refusal.KIND_UNKNOWN: (
        "a kind of record from 1 to 11",
        "another number",
        "Correct the batch's kind.",
    ),
    Refusal.SCOPE_MISMATCH: (
        "an agreement's number for origin proofs, 0 for all other kinds",
        "the opposite",
        "Correct the batch's scope.",
    ),
    Refusal.COUNT_OUT_OF_RANGE: (
        "1 to 65,536 records",
        "another count",
        "Split the batch.",
    ),
    Refusal.BATCH_DIFFERS: (
        "the kind, scope and count with which this root is anchored",
        "others",
        "Compare with the batch on the ledger; what is anchored never changes.",
    ),
    Refusal.BATCH_UNKNOWN: (
        "a root that this member anchored",
        "one that it did not",
        "Name the root of the batch that holds the record, and the member that anchored it.",
    ),
    Refusal.NOTHING_TO_ANCHOR: (
        "1 to 64 batches",
        "none",
        "Send at least one.",
    ),
    Refusal.NOT_INCLUDED: (
        "a path from the record to the batch's root",
        "one that does not lead there",
        "Make the inclusion proof anew from the batch's ids, in their order.",
    ),
    Refusal.STATUS_TERMINAL: (
        "a record and a batch that stand",
        "one that was revoked, superseded or withdrawn before",
        "Nothing can be done about it: a status is final.",
    ),
    Refusal.SUCCESSOR_IS_PREDECESSOR: (
        "another record than the one it replaces",
        "the same",
        "Name the record that takes its place.",
    ),
    Refusal.SUCCESSOR_UNKNOWN: (
        "a successor that this member anchored",
        "one that it did not",
        "Anchor the successor first.",
    ),
    Refusal.SUCCESSOR_NOT_INCLUDED: (
        "a path from the successor to its batch's root",
        "one that does not lead there",
        "Make the inclusion proof anew from that batch's ids, in their order.",
    ),
    Refusal.SUCCESSOR_INACTIVE: (
        "a successor that stands, itself and its batch",
        "one that has ended",
        "Name a record that still stands.",
    ),
    Refusal.SUCCESSOR_DIFFERS: (
        "a successor of the same kind and scope: a record for a record, a batch for a batch",
        "another kind, scope or extent",
        "Name a successor of the same kind, or revoke without one.",
    ),
    Refusal.CALLER_NOT_ALLOWED: (
        "the one caller that may do this",
        "another",
        "Nobody else can.",
    ),
    Refusal.ALREADY_SEALED: (
        "a consortium that is being founded",
        "one that is sealed",
        "Changes go through votes and govern keys now.",
    ),
    Refusal.NETWORK_ID_MISSING: (
        "a network that has an id",
        "none: the consortium is not sealed",
        "Seal it with 32 random bytes.",
    ),
    Refusal.MEMBER_UNKNOWN: (
        "a registered member",
        "none of this number",
        "Register the member first.",
    ),
    Refusal.ALREADY_REGISTERED: (
        "a number, key, identifier or proposal that is new",
        "one that is taken",
        "Choose another; what was proposed once is voted on under its number.",
    ),
    Refusal.VALUE_OUT_OF_RANGE: (
        "a value that the contract can keep",
        "one outside its range",
        "See docs/contracts.md for the ranges.",
    ),
    Refusal.PROPOSAL_UNKNOWN: (
        "a proposal of this number",
        "none",
        "List the proposals: tegata consortium proposals.",
    ),
    Refusal.PROPOSAL_DIFFERS: (
        "the fields that were proposed under this number",
        "others",
        "Read the proposal's event, and vote on or execute what it holds.",
    ),
    Refusal.PROPOSAL_EXPIRED: (
        "a proposal that is open",
        "one whose time is over",
        "Propose it anew.",
    ),
    Refusal.PROPOSAL_EXECUTED: (
        "a proposal that is open",
        "one that was executed",
        "Nothing is left to do; what it did can be undone by another proposal only.",
    ),
    Refusal.NO_VOTER: (
        "a member that votes",
        "one that does not",
        "Have a voter propose or vote, or have the consortium give this member a vote.",
    ),
    Refusal.ALREADY_VOTED: (
        "another choice than the member's last",
        "the same",
        "Nothing needs to be done: the vote counts.",
    ),
    Refusal.REVISION_DIFFERS: (
        "the revision that the ledger has",
        "another: something was done since this was signed, or it was sent twice",
        "Read the revision anew, and sign again if the act is still meant.",
    ),
    Refusal.VOTES_MISSING: (
        "votes of two thirds of the voters; in an emergency of more than one third",
        "fewer",
        "Wait for the others' votes.",
    ),
    Refusal.POSSESSION_UNPROVED: (
        "the new key's own signature over what registers it",
        "another",
        "Sign the same act with the new key too.",
    ),
    Refusal.STATE_DIFFERS: (
        "a change of how it stands",
        "it stands so already, or can't come there from here",
        "Read how it stands now.",
    ),
    Refusal.EMERGENCY_TOO_SOON: (
        "30 days since this member's last emergency suspension",
        "fewer",
        "Propose an ordinary suspension.",
    ),
    Refusal.COMPROMISE_ONLY_EARLIER: (
        "an earlier time than the one on the ledger",
        "the same or a later one",
        "Nothing needs to be done if the time on the ledger covers it.",
    ),
    Refusal.VALIDATORS_INVALID: (
        "a difference to the validators that stand, each key once, in ascending order",
        "something else",
        "Read the validators anew, and sort the changes by key.",
    ),
    Refusal.VALIDATORS_TOO_FEW: (
        "four validators or more, or at least as many as there are",
        "fewer",
        "Add another validator before one leaves.",
    ),
    Refusal.POWER_MOVES_TOO_FAST: (
        "less than a third of the power at a time",
        "a third or more",
        "Split the change.",
    ),
    Refusal.CHANGE_IN_FLIGHT: (
        "the last change of validators in force",
        "one that is not yet",
        "Execute it again two blocks later.",
    ),
    Refusal.HEIGHT_PASSED: (
        "a block that is still to come",
        "one that has passed",
        "Propose it for a later block.",
    ),
    Refusal.PROOF_REPLACED_WHOLE: (
        "proofs of origin superseded one by one",
        "a whole batch of them",
        "Supersede each record by its successor: what was drawn is counted along that chain.",
    ),
    Refusal.SUCCESSOR_TAKEN: (
        "a successor that replaces one proof",
        "one that replaces another already",
        "Issue a successor for each proof.",
    ),
    Refusal.NOT_A_PROOF: (
        "a proof of origin",
        "a record of another kind",
        "Draw on a certificate or a declaration of origin.",
    ),
    Refusal.LEAF_NOT_INCLUDED: (
        "the field `lines/<line>/quantity` of the record",
        "one that the record does not hold",
        "Make the disclosure anew from the record and its seed.",
    ),
    Refusal.LINEAGE_DIFFERS: (
        "the first id of the proof's own chain, and the issuer that anchored it",
        "another",
        "Follow the chain of supersession back to its first record.",
    ),
    Refusal.LINE_NOT_OPEN: (
        "a line whose quantity was disclosed",
        "one that nobody opened",
        "Send the debit with the disclosed quantity (openAndDebit).",
    ),
    Refusal.UNIT_DIFFERS: (
        "the unit of the proof's line",
        "another unit",
        "Convert the quantity before the debit; the ledger never converts.",
    ),
    Refusal.REVISION_UNEXPECTED: (
        "the revision after the one on the ledger",
        "another revision",
        "Read the debit from the ledger, and sign the next revision.",
    ),
    Refusal.DEBIT_OF_ANOTHER_MEMBER: (
        "a debit of the member itself",
        "one that another member wrote",
        "Ask that member's customs to release it.",
    ),
    Refusal.DEBIT_CONFIRMED: (
        "a debit that is reserved or released",
        "one that is confirmed",
        "Change its quantity as a confirmed debit, or release it first.",
    ),
    Refusal.NOTHING_TO_RELEASE: (
        "a debit that holds something",
        "none, or one that was released before",
        "Nothing needs to be done.",
    ),
    Refusal.RESERVATION_RUNS: (
        "a reservation that has lapsed",
        "a debit that is confirmed, released, or reserved until later",
        "Wait for its end, or ask the customs that reserved.",
    ),
    Refusal.OVERDRAWN: (
        "no more than is left of the proof's line",
        "a larger quantity, or a line that another declaration draws on whole",
        "Look at the debits of this line; an officer decides about the excess.",
    ),
    Refusal.CASE_EXISTS: (
        "a case that is new",
        "one that was opened before",
        "Nothing needs to be done: it stands on the ledger.",
    ),
    Refusal.CASE_UNKNOWN: (
        "a case on the ledger",
        "none of this id",
        "List your cases: tegata case list.",
    ),
    Refusal.NOT_A_PARTY: (
        "a step of the member whose turn it is",
        "one of another",
        "The respondent acknowledges and answers; who asked extends, notes a lapse, tells the outcome.",
    ),
    Refusal.NOT_TO_BE_ASKED: (
        "an active member with the role in which it is asked, an issuing body under that agreement",
        "another",
        "See whom the agreement lets you ask.",
    ),
    Refusal.STEP_OUT_OF_ORDER: (
        "the number of the case's next step",
        "another: a step came first, or this one was taken before",
        "Read the case anew, and sign again if the step is still meant.",
    ),
    Refusal.CASE_STANDS_OTHERWISE: (
        "a step that is possible as the case stands",
        "another",
        "Read the case anew: it may be answered, lapsed or closed.",
    ),
    Refusal.TERM_IS_OVER: (
        "an answer before the end of the term",
        "one after it",
        "Send it as a comment: customs may still take it into account.",
    ),
    Refusal.TERM_RUNS: (
        "a term that is over",
        "one that still runs, or has not started",
        "Wait for its end; where it starts on receipt, show the receipt first.",
    ),
    Refusal.EXTENSION_WITHOUT_BASIS: (
        "an end later than the last, within the longest term of the request",
        "another",
        "The agreement gives no basis for it; see the case's longest term.",
    ),
}
"""Refusal → what was expected, what was found, what to do."""
