"""What the demonstration does, in order: documents to records, acts, declarations, findings, proofs.

Everything goes the way a user's does: over HTTP, through the SDK, signed by the member that states it.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters import Draft, read
from clients.demo.catalogue import Consignment, DemoMember, StatusAct, Submission, consignments, members
from clients.demo.world import World, now
from clients.sdk import Client, RecordSource, Submitted, source_of
from contracts import strict_json
from contracts.ids import RecordId, UnixTime
from contracts.proofs import Outcome, Trust, verify
from contracts.records import Kind, Record, parse_record
from contracts.roles import Role

Say = Callable[[str], None]
DAY = 86_400
SETTLE_SECONDS = 20


@dataclass(frozen=True)
class Anchored:
    """A record on the ledger, and who stated it."""

    id: RecordId
    member: DemoMember
    kind: Kind


@dataclass(frozen=True)
class Example:
    """Something to take away and try: a proof, the trust file it is checked with, a number to search for."""

    bundle: Path
    trust: Path
    number: str


@dataclass
class Told:
    """What came of the demonstration."""

    anchored: dict[tuple[str, str], list[Anchored]] = field(default_factory=dict)
    """(consignment, file name) → the records made of it."""
    declarations: list[tuple[str, str, int]] = field(default_factory=list)
    """(consignment, declaration, version)."""
    findings: list[dict[str, Any]] = field(default_factory=list)
    verified: int = 0

    @property
    def records(self) -> int:
        """How many records were anchored."""
        return sum(len(records) for records in self.anchored.values())

    def to_json(self) -> dict[str, Any]:
        """The summary of `tegata demo --once --json`."""
        return {
            "consignments": len({slug for slug, _ in self.anchored}),
            "records_anchored": self.records,
            "declarations": len({name for _, name, _ in self.declarations}),
            "findings": self.findings,
            "bundles_verified": self.verified,
        }


class Demonstration:
    """The demonstration, step by step; `say` is told what is done."""

    def __init__(self, world: World, say: Say) -> None:
        self._world = world
        self._say = say
        self._members = {member.slug: member for member in members()}
        self._clients: dict[str, Client] = {}
        self.told = Told()

    def submit(self, consignment: Consignment) -> None:
        """Anchor the consignment's documents, each by the member that states it."""
        waiting = []
        for submission in consignment.submissions:
            if submission.held_back:
                continue
            member = self._members[submission.member]
            taken = list(self._records_of(consignment, submission, member))
            client = self._client(member)
            submitted = client.submit([record for record, _ in taken], self._world.means(member))
            client.tell_sources(list(_sources(submission, taken, submitted)))
            waiting.append((submission, member, client, submitted))
        for submission, member, client, submitted in waiting:
            client.wait_for_all(submitted)
            self.told.anchored[consignment.slug, submission.file.name] = [
                Anchored(identity, member, Kind(batch.prepared.batch.kind))
                for batch in submitted.accepted
                for identity in batch.prepared.ids
            ]

    def act(self, consignment: Consignment, when: str) -> None:
        """End the records that the consignment's story ends at this point."""
        for act in consignment.acts:
            if act.when == when:
                self._end(consignment, act)

    def declare(self, consignment: Consignment) -> None:
        """Lodge the consignment's declarations as its importer."""
        client = self._client(self._importer(consignment))
        for file in consignment.declarations:
            for kept in client.lodge_document(file.read_bytes(), None, None, "JP"):
                self.told.declarations.append((consignment.slug, kept["declaration"], kept["version"]))

    def settle(self) -> None:
        """Wait until every declaration is reconciled, and the findings are those that the stories tell.

        Where they never become those, the last ones are kept, and what differs is said.
        """
        officer = self._world.officer()
        for _, name, version in self.told.declarations:
            officer.wait_until_reconciled(name, version)
        expected = Counter(
            (f.declaration, f.rule, f.severity)
            for consignment in consignments()
            for f in consignment.expected
        )
        deadline = time.monotonic() + SETTLE_SECONDS
        while True:
            found = [(_number(f["declaration"]), f["rule"], f["severity"]) for f in officer.findings()]
            if Counter(found) == expected or time.monotonic() > deadline:
                break
            time.sleep(0.2)
        self.told.findings = [
            {"declaration": name, "rule": rule, "severity": severity} for name, rule, severity in found
        ]
        for difference, what in (
            (Counter(found) - expected, "not told"),
            (expected - Counter(found), "missing"),
        ):
            for name, rule, severity in difference:
                self._say(f"  {what} in the stories: {name} {rule} ({severity})")

    def verify_bundles(self) -> None:
        """Fetch the proof of every record as its author, and verify it as someone without a network would."""
        trust = self._client(self._members["japan-customs"]).trust()
        for record in self._anchored():
            self.told.verified += self._is_proved(record, trust)

    def keep_example(self, folder: Path) -> Example:
        """A certificate's proof and the trust file, written to `folder`, and a number to search for."""
        origin = next(r for r in self._anchored() if r.kind is Kind.ORIGIN_CERTIFICATE)
        carriage = next(r for r in self._anchored() if r.kind is Kind.TRANSPORT_DOCUMENT)
        client = self._client(origin.member)
        bundle, trust = folder / "certificate.tegata.json", folder / "trust.json"
        bundle.write_text(json.dumps(client.proof(origin.id).to_json()), encoding="utf-8")
        trust.write_text(json.dumps(client.trust().to_json(), indent=2), encoding="utf-8")
        number = self._client(carriage.member).record(carriage.id)["record"]["number"]
        return Example(bundle, trust, str(number))

    def _anchored(self) -> Iterator[Anchored]:
        for records in self.told.anchored.values():
            yield from records

    def _is_proved(self, record: Anchored, trust: Trust) -> bool:
        bundle = self._client(record.member).proof(record.id)
        return verify(bundle, trust, now()).outcome in (Outcome.VALID, Outcome.ENDED)

    def _client(self, member: DemoMember) -> Client:
        if member.slug not in self._clients:
            self._clients[member.slug] = self._world.client_of(member)
        return self._clients[member.slug]

    def _importer(self, consignment: Consignment) -> DemoMember:
        parties = [self._members[slug] for slug in consignment.audience]
        return next((party for party in parties if Role.IMPORTER in party.roles), parties[0])

    def _records_of(
        self, consignment: Consignment, submission: Submission, member: DemoMember
    ) -> Iterator[tuple[Record, Draft | None]]:
        audience = [self._members[slug].number for slug in consignment.audience]
        if submission.record is not None:
            document = strict_json.loads(submission.read(), str(submission.file))
            kind = next(kind for kind in Kind if kind.slug == submission.record)
            context = {"author": member.number, "grade": "issuer_signed", "audience": audience}
            yield parse_record(kind, {**context, **document}, submission.file.name), None
            return
        for draft in read(submission.read(), submission.hint):
            record = draft.record(
                author=member.number,
                grade="issuer_signed",
                audience=audience,
                issuer={"name": member.name, "country": member.country},
            )
            yield record, draft

    def _end(self, consignment: Consignment, act: StatusAct) -> None:
        (target,) = self.told.anchored[consignment.slug, act.file.name]
        successor = None
        if act.successor is not None:
            successor = self.told.anchored[consignment.slug, act.successor.name][0].id
        client, author = self._client(target.member), self._world.author(target.member)
        if client.record(target.id)["state"] != "active":
            return  # a demonstration that goes on in its folder has told this already
        until = UnixTime(now() + DAY)
        receipt = client.end(author, act.type, target.id, act.reason, until, successor)
        client.wait_for_act(receipt)


def _sources(
    submission: Submission, records: Sequence[tuple[Record, Draft | None]], submitted: Submitted
) -> Iterator[RecordSource]:
    """Where in the submission's document the fields of its records stood."""
    for batch in submitted.accepted:
        for position, identity in zip(batch.positions, batch.prepared.ids, strict=True):
            record, draft = records[position]
            if draft is not None:
                yield RecordSource(identity, source_of(draft, record, submission.file.name))


def _number(declaration: str) -> str:
    """The number of a declaration, of the gateway's name for it (`JP-40126080117`)."""
    return declaration.partition("-")[2]
