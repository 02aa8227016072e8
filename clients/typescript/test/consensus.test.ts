/** The vectors of CometBFT's own light client: headers, commits and sets, and whether they hold. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { CONTENTS } from "../src/consensus/messages.js";
import { checkCommit, inOrder, readSignedHeader, validatorsHash } from "../src/consensus/signed.js";
import { same } from "../src/bytes.js";
import { EvidenceRefused } from "../src/faults.js";

interface Case {
  name: string;
  chain_id: string;
  trusted: unknown;
  next: { header: string; commit: string; validators: { key: string; power: number }[] };
  holds: boolean;
}

const lines = readFileSync(new URL("../../../../tests/golden/consensus.jsonl", import.meta.url), "utf8").trim().split("\n");
const cases: Case[] = lines.map((line) => JSON.parse(line)).filter((each: Case) => each.trusted === null);

function holds({ chain_id, next }: Case): boolean {
  const validators = next.validators.map(({ key, power }) => ({ publicKey: Buffer.from(key, "base64"), power: BigInt(power) }));
  try {
    const signed = readSignedHeader(Buffer.from(next.header, "base64"), Buffer.from(next.commit, "base64"), chain_id);
    checkCommit(signed, validators);
    const named = signed.header.contents[CONTENTS.validatorsHash] ?? new Uint8Array();
    return inOrder(validators) && same(validatorsHash(validators), named);
  } catch (error) {
    if (error instanceof EvidenceRefused) return false;
    throw error;
  }
}

for (const each of cases) {
  test(`${each.name}: ${each.holds ? "holds" : "refused"}`, () => assert.equal(holds(each), each.holds));
}
