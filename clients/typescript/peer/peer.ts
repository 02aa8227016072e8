/**
 * Another process's questions, a line of JSON each: `{"bundle": text, "trust": text, "now": seconds}`.
 *
 * Answers with a line each: `{"outcomes", "faults", "claims", "fields"}`, or `{"fault"}` where the trust file is none.
 */

import { createInterface } from "node:readline";

import { EvidenceRefused, readTrust, verify } from "../src/index.js";

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answer(JSON.parse(line))));
}

function answer({ bundle, trust, now }: { bundle: string; trust: string; now: number }): unknown {
  try {
    const data = Buffer.from(bundle, "base64");
    const verdicts = verify(data, readTrust(trust), now);
    return {
      outcomes: verdicts.map((verdict) => verdict.outcome),
      faults: verdicts.map((verdict) => verdict.fault),
      reasons: verdicts.map((verdict) => Object.fromEntries(Object.entries(verdict.claims).map(([topic, claim]) => [topic, [claim.shown, claim.reason]]))),
      fields: verdicts.map((verdict) => verdict.fields),
    };
  } catch (error) {
    if (error instanceof EvidenceRefused) return { fault: error.fault };
    throw error;
  }
}
