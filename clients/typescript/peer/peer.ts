/**
 * Another process's questions, a line of JSON each: `{"bundle": text, "trust": text, "now": seconds}`.
 *
 * Answers with a line each: `{"outcomes", "faults", "claims", "fields"}` for a bundle, `{"proved"}` for other evidence,
 * `{"fault"}` where that, or the trust file, is refused.
 */

import { createInterface } from "node:readline";

import { EvidenceRefused, readTrust, told, verifyFile } from "../src/index.js";

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answer(JSON.parse(line))));
}

function answer({ bundle, trust, now }: { bundle: string; trust: string; now: number }): unknown {
  try {
    const data = Buffer.from(bundle, "base64");
    const found = verifyFile(data, readTrust(trust), now);
    if (found.kind === "refused") return { fault: found.error.fault };
    if (found.kind !== "proof") return { proved: told(found) };
    const { verdicts } = found;
    return {
      outcomes: verdicts.map((verdict) => verdict.outcome),
      faults: verdicts.map((verdict) => verdict.fault),
      reasons: verdicts.map((verdict) => Object.fromEntries(Object.entries(verdict.claims).map(([topic, claim]) => [topic, [claim.shown, claim.reason]]))),
      fields: verdicts.map((verdict) => verdict.fields),
      identities: verdicts.map((verdict) => verdict.identityFault),
    };
  } catch (error) {
    if (error instanceof EvidenceRefused) return { fault: error.fault };
    throw error;
  }
}
