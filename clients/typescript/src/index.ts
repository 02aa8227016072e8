/** Tegata's verifier: bundles and trust files in, verdicts out; no network, no clock of its own. */

export { EvidenceRefused, FAULTS, type Fault } from "./faults.js";
export { type Trust, readTrust } from "./trust.js";
export { type Claim, OUTCOMES, type Outcome, type Shown, TOPICS, type Topic, type Verdict } from "./verdict.js";
export { DEFAULT_MAX_AGE, verify } from "./verify.js";
