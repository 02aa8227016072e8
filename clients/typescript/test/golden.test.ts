/** The vectors of proof bundles: what every verifier, in any language, must answer. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { EvidenceRefused, readDebit, readLine, readTrust, told, verify, verifyEvidence, verifyFile } from "../src/index.js";
import { unhex } from "../src/bytes.js";
import { type Json, parse } from "../src/json.js";

const GOLDEN = parse(readFileSync(new URL("../../../../tests/golden/proofs.json", import.meta.url)), "proofs.json");
const VALIDATORS = parse(readFileSync(new URL("../../../../tests/golden/validators.json", import.meta.url)), "validators.json");
const IDENTITY = parse(readFileSync(new URL("../../../../tests/golden/identity.json", import.meta.url)), "identity.json");
const EVIDENCE = parse(readFileSync(new URL("../../../../tests/golden/evidence.json", import.meta.url)), "evidence.json");
const TRUST = readTrust(render(at(GOLDEN, "trust")));
const NOW = Number(at(GOLDEN, "now"));
const NARROWED = items(GOLDEN, "bundles").find((each) => at(each, "name") === "narrowed") ?? null;

function at(value: Json, ...steps: string[]): Json {
  let place = value;
  for (const step of steps) {
    const next = place instanceof Map ? place.get(step) : Array.isArray(place) ? place[Number(step)] : undefined;
    assert.notEqual(next, undefined, steps.join("/"));
    place = next ?? null;
  }
  return place;
}

function items(value: Json, name: string): Json[] {
  const found = at(value, name);
  assert.ok(Array.isArray(found));
  return found;
}

/** JSON as it was read: a number with a fraction keeps it, which JavaScript's own would drop. */
function render(value: Json): string {
  if (value instanceof Map) return `{${[...value].map(([name, each]) => `${JSON.stringify(name)}:${render(each)}`).join(",")}}`;
  if (Array.isArray(value)) return `[${value.map(render).join(",")}]`;
  if (typeof value === "number") return Number.isInteger(value) ? `${value}.0` : String(value);
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

function changed(pointer: string, value: Json, from: Json = at(NARROWED, "bundle")): string {
  const whole = structuredClone(from);
  const steps = pointer.split("/").slice(1);
  const last = steps.pop() ?? "";
  const place = at(whole, ...steps);
  if (place instanceof Map) place.set(last, value);
  else if (Array.isArray(place)) place[Number(last)] = value;
  return render(whole);
}

for (const each of items(GOLDEN, "bundles")) {
  test(`${at(each, "name")}: ${at(each, "outcome")}`, () => {
    const verdicts = verify(render(at(each, "bundle")), TRUST, NOW);
    for (const verdict of verdicts) {
      assert.equal(verdict.outcome, at(each, "outcome"));
      for (const [topic, claim] of Object.entries(verdict.claims)) assert.equal(claim.shown, at(each, "claims", topic));
    }
  });
}

for (const each of items(GOLDEN, "refusals")) {
  test(`${at(each, "name")}: ${at(each, "fault")}`, () => {
    const [verdict] = verify(changed(String(at(each, "at")), at(each, "value")), TRUST, NOW);
    assert.equal(verdict?.fault, at(each, "fault"));
    assert.deepEqual(verdict?.fields, {});
  });
}

for (const each of items(VALIDATORS, "cases")) {
  test(`${at(each, "name")}: ${at(each, "outcome")}`, () => {
    const bundle = new Map([...(at(VALIDATORS, "bundle") as Map<string, Json>), ["finality", at(each, "finality")]]);
    const [verdict] = verify(render(bundle), readTrust(render(at(each, "trust"))), Number(at(each, "now")));
    assert.equal(verdict?.outcome, at(each, "outcome"));
    assert.equal(verdict?.fault, each instanceof Map ? each.get("fault") : undefined);
  });
}

for (const each of items(IDENTITY, "bundles")) {
  test(`identity statement, ${at(each, "name")}: ${at(each, "identity")}`, () => {
    const [verdict] = verify(render(at(each, "bundle")), readTrust(render(at(IDENTITY, "trust"))), NOW);
    assert.equal(verdict?.outcome, "valid");
    assert.equal(verdict?.claims.identity.shown, at(each, "identity"));
    assert.equal(verdict?.identityFault, at(each, "fault"));
  });
}

for (const each of items(IDENTITY, "refusals")) {
  test(`identity statement, ${at(each, "name")}: ${at(each, "fault")}`, () => {
    const document = changed(String(at(each, "at")), at(each, "value"), at(IDENTITY, "bundles", "0", "bundle"));
    assert.equal(verify(document, TRUST, NOW)[0]?.fault, at(each, "fault"));
  });
}

const DOCUMENTS = new Map(items(EVIDENCE, "evidence").map((each) => [at(each, "name"), at(each, "document")]));

for (const each of items(EVIDENCE, "evidence")) {
  test(`evidence, ${at(each, "name")}: proved`, () => {
    const found = verifyFile(render(at(each, "document")), TRUST, NOW);
    assert.ok(found.kind !== "proof" && found.kind !== "refused");
    assert.deepEqual(told(found), JSON.parse(render(at(each, "proved"))));
  });
}

for (const each of items(EVIDENCE, "refusals")) {
  test(`evidence, ${at(each, "name")}: ${at(each, "fault")}`, () => {
    const document = changed(String(at(each, "at")), at(each, "value"), DOCUMENTS.get(at(each, "of")) ?? null);
    assert.throws(
      () => verifyEvidence(document, TRUST, NOW),
      (error) => error instanceof EvidenceRefused && error.fault === at(each, "fault"),
    );
  });
}

test("a state answers for its slots and for no other", () => {
  const found = verifyEvidence(render(DOCUMENTS.get("a line's balance") ?? null), TRUST, NOW);
  assert.ok(found.kind === "state");
  const [lineage, d] = ["lineage", "d"].map((name) => unhex(String(at(EVIDENCE, "line", name)).slice(2)));
  assert.ok(lineage && d);
  const { state } = found.proved;
  assert.deepEqual([readLine(state, lineage, 0n)?.left, readDebit(state, lineage, 0n, d)?.quantity], [4_000_000_000n, 6_000_000_000n]);
  assert.throws(() => readLine(state, lineage, 100n), /trie node/);
});
