/** Tegata's verifier: bundles and trust files in, verdicts out; no network, no clock of its own. */

export { EvidenceRefused, FAULTS, type Fault } from "./faults.js";
export type { IdentityFault } from "./x509/judging.js";
export { type Trust, readTrust } from "./trust.js";
export { type Claim, OUTCOMES, type Outcome, type Shown, TOPICS, type Topic, type Verdict } from "./verdict.js";
export { DEFAULT_MAX_AGE, verify } from "./verify.js";
export { type Answer, type Evidence, verifyEvidence, verifyFile } from "./evidence.js";
export type { ProvedCase, ProvedStep } from "./dossier.js";
export type { ProvedConflict } from "./conflict.js";
export type { ProvedKeys } from "./gateway_keys.js";
export { told } from "./telling.js";
export { type ProvedState, readDebit, readLine } from "./ledger_state.js";
