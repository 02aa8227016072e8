/** A file of any kind: a bundle, or evidence beside bundles, by the format that it says it is of. */

import { MAX_SIZE } from "./bundle.js";
import { CONFLICT_FORMAT, type ProvedConflict, provedConflict, readConflict } from "./conflict.js";
import { DOSSIER_FORMAT, type ProvedCase, provedCase, readDossier } from "./dossier.js";
import { EvidenceRefused, brief, refuse } from "./faults.js";
import { KEYS_FORMAT, type ProvedKeys, provedKeys, readKeys } from "./gateway_keys.js";
import { type Json, parse } from "./json.js";
import { type ProvedState, STATE_FORMAT, provedState, readState } from "./ledger_state.js";
import type { Trust } from "./trust.js";
import type { Verdict } from "./verdict.js";
import { DEFAULT_MAX_AGE, verify } from "./verify.js";

/** What such a file proves. */
export type Evidence =
  | { kind: "state"; proved: ProvedState }
  | { kind: "conflict"; proved: ProvedConflict }
  | { kind: "dossier"; proved: ProvedCase }
  | { kind: "keys"; proved: ProvedKeys };

/** What a file shows: verdicts on the records of a bundle, other evidence, or why it shows nothing. */
export type Answer = { kind: "proof"; verdicts: Verdict[] } | Evidence | { kind: "refused"; error: EvidenceRefused };

const READERS: Record<string, (document: Json, trust: Trust, now: bigint) => Evidence> = {
  [STATE_FORMAT]: (document, trust, now) => ({ kind: "state", proved: provedState(readState(document), trust, now) }),
  [CONFLICT_FORMAT]: (document, trust, now) => ({ kind: "conflict", proved: provedConflict(readConflict(document), trust, now) }),
  [DOSSIER_FORMAT]: (document, trust, now) => ({ kind: "dossier", proved: provedCase(readDossier(document), trust, now) }),
  [KEYS_FORMAT]: (document, trust, now) => ({ kind: "keys", proved: provedKeys(readKeys(document), trust, now) }),
};

/**
 * What a file shows, whatever its format. `now` and `maxAge` are in seconds.
 *
 * Never throws for what is in the file. What says of itself that it is other evidence is judged as that; anything else
 * is judged as a bundle.
 */
export function verifyFile(data: Uint8Array | string, trust: Trust, now: number, maxAge = DEFAULT_MAX_AGE): Answer {
  if (!isEvidence(data)) return { kind: "proof", verdicts: verify(data, trust, now, maxAge) };
  try {
    return verifyEvidence(data, trust, now);
  } catch (error) {
    if (!(error instanceof EvidenceRefused)) throw error;
    return { kind: "refused", error };
  }
}

/** What evidence beside bundles proves; EvidenceRefused where it proves nothing, and for any other file. */
export function verifyEvidence(data: Uint8Array | string, trust: Trust, now: number): Evidence {
  if (data.length > MAX_SIZE) refuse("bundle.size", "evidence", `at most ${MAX_SIZE} bytes`, String(data.length));
  const document = parse(data, "evidence");
  const format = document instanceof Map ? document.get("format") : undefined;
  const read = typeof format === "string" && Object.hasOwn(READERS, format) ? READERS[format] : undefined;
  if (!read) return refuse("bundle.format", "format", Object.keys(READERS).join(", "), brief(format));
  return read(document, trust, BigInt(now));
}

/** Whether a file says that it is evidence beside bundles. */
export function isEvidence(data: Uint8Array | string): boolean {
  const head = typeof data === "string" ? data.slice(0, 200) : new TextDecoder().decode(data.subarray(0, 200));
  return Object.keys(READERS).some((format) => head.includes(`"${format}"`));
}
