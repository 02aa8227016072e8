"""A submission from its bytes to its receipt: read, verified, judged, accepted."""

from typing import Any

from contracts.acts import Act, Batch, recover
from contracts.batches import BatchTree
from contracts.errors import BatchInvalid
from contracts.ids import Address, MemberId, RecordId, Signature, UnixTime, hex0x
from contracts.refusals import ActRefused, Refusal
from contracts.slots import MemberEntry
from gateway.crash_points import reached
from gateway.intake.acceptance import accept, receipt_on_record
from gateway.intake.authority import judge_authorship, judge_signer
from gateway.intake.documents import SignedBatch, Submission
from gateway.intake.workers import Verifier
from gateway.promises import receipt_for
from gateway.services import Services


def submit(services: Services, verifier: Verifier, body: bytes) -> dict[str, Any]:
    """The receipt for the submission in `body`: from here on it is on disk and will be anchored or reported.

    Raises what `read_submission` does, SignatureInvalid, ActRefused, Conflict, LedgerUnavailable.
    """
    submission = verifier.read_submission(body)
    batch = submission.signed.batch
    with services.store.read() as connection:
        given = receipt_on_record(connection, batch.member, batch.root)
    if given is not None:
        return given
    ids = check_root(submission)
    author = check_author(services, submission.signed)
    now = services.now()
    receipt = receipt_for(services, batch.member, batch.root, ids, batch.valid_until, now)
    services.store.recent.keep((one.id, one.prepared) for one in submission.records)
    reached("intake.before_commit")
    accepted = services.store.write(
        lambda connection: accept(connection, submission.signed, author, submission.records, receipt, now),
        services.store.outbox_bell,
    )
    reached("intake.after_commit")
    return accepted


def check_root(submission: Submission) -> tuple[RecordId, ...]:
    """The ids of the submission; BatchInvalid unless they make the root that was signed."""
    tree = BatchTree(record.id for record in submission.records)
    check_tree(tree, submission.signed.batch)
    return tree.ids


def check_tree(tree: BatchTree, batch: Batch) -> None:
    """BatchInvalid unless `tree` is the batch's."""
    if tree.root != batch.root:
        raise BatchInvalid(
            "batch/root",
            expected=f"{hex0x(tree.root)}, the root over these records in this order",
            found=hex0x(batch.root),
            remedy="Check seeds, order and spelling of the records against those that were signed.",
        )


def check_author(services: Services, signed: SignedBatch) -> Address:
    """The author key; SignatureInvalid or ActRefused unless the ledger would take its batch now."""
    batch = signed.batch
    author, member = check_signer(services, batch, batch.member, batch.valid_until, signed.signature)
    refusal = judge_authorship(member, batch)
    if refusal is not None:
        raise ActRefused("batch", refusal)
    return author


def check_signer(
    services: Services, act: Act, member: MemberId, valid_until: UnixTime, signature: Signature
) -> tuple[Address, MemberEntry]:
    """The key that signed `act` and its member; SignatureInvalid, or ActRefused unless it may sign now."""
    signer = recover(act, services.ledger.domain, signature)
    now = services.now()
    key, entry = services.ledger.entries(signer, member, now)
    if judge_signer(key, entry, member, valid_until, now) is not None:
        key, entry = services.ledger.key(signer), services.ledger.member(member)
    refusal = judge_signer(key, entry, member, valid_until, now)
    if refusal is not None or entry is None:
        raise ActRefused("signature", refusal or Refusal.MEMBER_INACTIVE)
    return signer, entry
