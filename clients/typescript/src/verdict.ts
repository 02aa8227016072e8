/** What a verification says: claim by claim, each with its reason. Never more than was proved. */

import type { ProvedBatch, ProvedRecord } from "./bundle.js";
import { FOREVER } from "./bundle.js";
import { type Bytes, hex0x, same, utf8 } from "./bytes.js";
import { EvidenceRefused, type Fault, refuse } from "./faults.js";
import { sha256 } from "./hashes.js";
import type { Header } from "./header.js";
import type { ShownIdentity } from "./identity.js";
import type { BatchFacts, End } from "./state.js";
import { moment } from "./time.js";
import type { IdentityFault } from "./x509/judging.js";

export const TOPICS = [
  "genuine", "authorised_at_anchoring", "status", "author", "identity", "fields", "completeness", "freshness",
] as const;
export type Topic = (typeof TOPICS)[number];
export type Shown = "proved" | "refuted" | "not_shown";
/** The whole in a word, worst first. */
export const OUTCOMES = ["refused", "unauthorised", "ended", "stale", "valid"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Seconds that a checker's clock may be behind the ledger's before freshness is in doubt. */
const CLOCK_SKEW = 300n;
const REASONS = [
  "unspecified", "issued in error", "data corrected", "not originating", "shipment cancelled", "duplicate", "fraud",
  "key compromised", "replaced by copy",
];

export interface Claim {
  shown: Shown;
  reason: string;
}

/** What is known of one record after verification. `fault` is set where the bundle is refused. */
export interface Verdict {
  outcome: Outcome;
  id: string | null;
  claims: Record<Topic, Claim>;
  /** The fields that are proved to be the author's, by path; none where the bundle is refused. */
  fields: Record<string, string | boolean>;
  /** What took the record's place, or its batch's, where it was superseded. */
  successor: string | null;
  fault: Fault | null;
  /** Why the identity statement of the author's key names nobody; null where it names somebody, or there is none. */
  identityFault: IdentityFault | null;
}

/** The block that a bundle stands on. As of `asOf` (seconds) it was the ledger's latest. */
export interface Ground {
  header: Header;
  asOf: bigint;
  now: bigint;
  maxAge: bigint;
}

/** The verdict on a bundle that is refused: one claim refuted, nothing else shown. */
export function refusedVerdict(error: EvidenceRefused, record: ProvedRecord | null): Verdict {
  const nothing: Claim = { shown: "not_shown", reason: "A refused bundle shows nothing." };
  const claims = Object.fromEntries(TOPICS.map((topic) => [topic, nothing])) as Record<Topic, Claim>;
  claims.genuine = { shown: "refuted", reason: error.message };
  return { outcome: "refused", id: record && hex0x(record.id), claims, fields: {}, successor: null, fault: error.fault, identityFault: null };
}

/** The verdict on a record of a bundle without faults. */
export function judge(
  record: ProvedRecord, batch: ProvedBatch, facts: BatchFacts, end: End | null, ground: Ground, stated: ShownIdentity | null = null,
): Verdict {
  const claims: Record<Topic, Claim> = {
    genuine: { shown: "proved", reason: `These fields are what member ${batch.member} signed and anchored on ${moment(facts.entry.time)}.` },
    authorised_at_anchoring: authorised(facts),
    status: status(end, facts.end, ground),
    author: { shown: "proved", reason: `Signed by key ${hex0x(facts.entry.author)} of member ${batch.member} (${facts.member.country}).` },
    identity: identity(batch, facts, stated),
    fields: { shown: "proved", reason: `${record.shown.length} of ${record.count} fields are shown, as their author committed to them.` },
    completeness: completeness(record),
    freshness: freshness(ground),
  };
  const fields = Object.fromEntries(record.shown.map((field) => [field.path, field.value]));
  const successor = (end ?? facts.end)?.successor ?? null;
  return { outcome: outcomeOf(claims), id: hex0x(record.id), claims, fields, successor: successor && hex0x(successor), fault: null, identityFault: stated?.fault ?? null };
}

function authorised(facts: BatchFacts): Claim {
  const since = facts.key.compromisedSince;
  if (since !== FOREVER && facts.entry.time >= since) {
    return { shown: "refuted", reason: `The author's key counts as compromised from ${moment(since)} on, before the anchoring.` };
  }
  return { shown: "proved", reason: "The ledger accepted key, role and agreement at the anchoring, and no later finding undoes that." };
}

function status(own: End | null, ofBatch: End | null, ground: Ground): Claim {
  const end = own ?? ofBatch;
  if (!end) return { shown: "proved", reason: `Active: neither the record nor its batch had ended as of ${moment(ground.asOf)}.` };
  const what = own ? "This record" : "The whole batch that this record stands in";
  const why = REASONS[end.reason] ?? `reason ${end.reason}`;
  return { shown: "refuted", reason: `${what} was ${end.state} on ${moment(end.time)} (${why}).` };
}

/**
 * Who the member is: the name that the consortium admitted it under, and whom X.509 names; refused where the bundle tells
 * another name than the admitted one.
 */
function identity(batch: ProvedBatch, facts: BatchFacts, stated: ShownIdentity | null): Claim {
  if (batch.name !== null && !same(nameHash(batch.name), facts.nameHash)) {
    refuse("author.name", "batches/name", `the name under which member ${batch.member} was admitted`, batch.name);
  }
  const admitted = batch.name === null ? [] : [`The consortium admitted member ${batch.member} under the name “${batch.name}”.`];
  const reasons = stated ? [...admitted, stated.reason] : admitted;
  if (!reasons.length) return { shown: "not_shown", reason: "The bundle does not tell the member's name." };
  const named = batch.name !== null || stated?.shown === true;
  return { shown: stated?.shown === false ? "refuted" : named ? "proved" : "not_shown", reason: reasons.join(" ") };
}

function completeness(record: ProvedRecord): Claim {
  if (!record.hiddenPaths) return { shown: "not_shown", reason: "The bundle does not tell which fields are hidden." };
  if (!record.hiddenPaths.length) return { shown: "proved", reason: "Every field of the record is shown." };
  const groups = new Map<string, number>();
  for (const path of record.hiddenPaths) {
    const group = path.split("/", 1)[0] ?? "";
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  const listed = [...groups].sort(([left], [right]) => (left < right ? -1 : 1)).map(([group, count]) => `${group} (${count})`);
  return { shown: "proved", reason: `Hidden, and nothing else is: ${listed.join(", ")}.` };
}

function freshness(ground: Ground): Claim {
  const age = ground.now - ground.asOf;
  const of = `The state is of ${moment(ground.asOf)}`;
  if (age < -CLOCK_SKEW) return { shown: "not_shown", reason: `${of}, ahead of this clock by ${-age} seconds.` };
  if (age > ground.maxAge) return { shown: "not_shown", reason: `${of}, ${age} seconds old: what ended since is not shown.` };
  return { shown: "proved", reason: `${of}, ${age < 0n ? 0n : age} seconds old.` };
}

function outcomeOf(claims: Record<Topic, Claim>): Outcome {
  if (claims.authorised_at_anchoring.shown !== "proved") return "unauthorised";
  if (claims.status.shown !== "proved") return "ended";
  return claims.freshness.shown === "proved" ? "valid" : "stale";
}

function nameHash(name: string): Bytes {
  return sha256(utf8(name.normalize("NFC")));
}
