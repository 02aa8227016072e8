/** What evidence proves, as the JSON that `tegata verify --json` prints (docs/proof-bundle.md). */

import { hex0x } from "./bytes.js";
import type { ProvedCase } from "./dossier.js";
import type { Evidence } from "./evidence.js";
import { type Json, canonical } from "./json.js";

/** The verdict on evidence beside bundles, its numbers beyond 53 bits as texts. */
export function told(evidence: Evidence): Record<string, unknown> {
  if (evidence.kind === "dossier") return toldCase(evidence.proved);
  if (evidence.kind === "state") {
    return { outcome: "valid", block: Number(evidence.proved.number), as_of: Number(evidence.proved.asOf) };
  }
  if (evidence.kind === "keys") {
    const { member, asOf, keys } = evidence.proved;
    const shown = keys.map(({ key, start, end }) => ({ key: hex0x(key), from: start, until: end }));
    return { outcome: "valid", member, as_of: Number(asOf), keys: shown };
  }
  const { standingMember, refusedMember, covered, unit, left, wanted, block, asOf } = evidence.proved;
  return {
    outcome: "valid",
    standing_member: standingMember,
    refused_member: refusedMember,
    covered: String(covered),
    unit,
    left: String(left),
    wanted: wanted === null ? null : String(wanted),
    block: Number(block),
    as_of: Number(asOf),
  };
}

function toldCase(proved: ProvedCase): Record<string, unknown> {
  return {
    outcome: proved.compromised.length ? "unauthorised" : "valid",
    state: proved.state,
    member: proved.member,
    respondent: proved.respondent,
    as_of: Number(proved.asOf),
    due: proved.due,
    shown: proved.steps.filter((step) => step.payload !== null).length,
    by_compromised_keys: proved.compromised,
    steps: proved.steps.map(({ kind, time, payload }) => ({ kind, time: Number(time), payload: plain(payload) })),
  };
}

/** A JSON value as JavaScript has it. */
function plain(value: Json): unknown {
  return JSON.parse(canonical(value));
}
