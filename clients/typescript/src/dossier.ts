/** A verification case in one file (`tegata/dossier/1`): every act of it, and what was said where it is at hand. */

import { type Act, actType, bytesOf, numberOf, readAct, signerOf, structHash } from "./acts.js";
import { type Bytes, concat, hex0x, integerBytes, same, utf8 } from "./bytes.js";
import { brief, refuse } from "./faults.js";
import { keccak, sha256 } from "./hashes.js";
import { type Json, canonical } from "./json.js";
import { type LedgerState, evidenceOf, provedState } from "./ledger_state.js";
import * as shape from "./shape.js";
import { SignatureInvalid } from "./signature.js";
import { caseSlot, decodeCase, decodeKey, keySlot, nextSlot } from "./slots.js";
import { PREDEPLOYED, type Trust } from "./trust.js";

export const DOSSIER_FORMAT = "tegata/dossier/1";
const MAX_STEPS = 1_000;
const LATEST = 2n ** 40n;
const [CASE, CONTENT] = [Uint8Array.of(4), Uint8Array.of(5)];
const KINDS: Record<number, string> = {
  1: "acknowledged", 2: "partly_answered", 3: "fully_answered", 4: "time_asked", 5: "visit_accepted", 6: "visit_declined",
  7: "commented", 16: "extended", 17: "receipt_shown", 18: "visit_asked", 19: "lapse_noted", 20: "denial_announced",
  21: "outcome_told", 22: "case_withdrawn",
};

/** What was said in a step, with its salt and signature. */
interface Said {
  payload: Json;
  salt: Bytes;
  signature: Bytes;
}

interface Step {
  act: Act;
  key: Bytes;
  time: bigint;
  said: Said | null;
}

export interface Dossier {
  case: Bytes;
  steps: Step[];
  ledger: LedgerState;
}

/** A step as the ledger took it; `payload` is null where what was said is not in the file. */
export interface ProvedStep {
  kind: string;
  time: bigint;
  payload: Json;
}

/** What a dossier proves, as of `asOf` (seconds). `compromised` are the steps by a key that counts as compromised before them. */
export interface ProvedCase {
  state: string;
  member: number;
  respondent: number;
  asOf: bigint;
  due: number | null;
  steps: ProvedStep[];
  compromised: number[];
}

/** The dossier in a JSON value of that format, read strictly. */
export function readDossier(document: Json): Dossier {
  const whole = shape.members(document, "dossier", ["format", "network", "case", "steps", "state", "finality"]);
  const steps = shape.array(whole.get("steps"), "steps", MAX_STEPS, 1);
  return {
    case: shape.hexadecimal(whole.get("case"), "case", 32),
    steps: steps.map((step, at) => stepOf(step, `steps/${at}`)),
    ledger: evidenceOf(whole),
  };
}

/** What a dossier proves under `trust`; refused (`case.*` besides the others) where anything in it is not so. */
export function provedCase(dossier: Dossier, trust: Trust, now: bigint): ProvedCase {
  const proved = provedState(dossier.ledger, trust, now);
  const slot = caseSlot(dossier.case);
  const entry = proved.state.read("Verification", slot, decodeCase);
  const head = integerBytes(proved.state.word("Verification", nextSlot(slot)), 32);
  if (!entry || !same(headOf(dossier.steps), head)) {
    return refuse("case.steps", "steps", "every act of the case as the ledger took it", "others");
  }
  checkOpening(dossier);
  const compromised = dossier.steps.flatMap((step, place) => {
    checkSaid(step, trust, `steps/${place}`);
    const key = proved.state.read("Consortium", keySlot(step.key), decodeKey);
    return !key || step.time >= BigInt(key.compromisedSince) ? [place] : [];
  });
  proved.nodes.checkAllUsed();
  const steps = dossier.steps.map((step) => ({ kind: kindOf(step.act), time: step.time, payload: step.said?.payload ?? null }));
  return { ...entry, due: entry.due || null, asOf: proved.asOf, steps, compromised };
}

/** The first act opens this very case: SHA-256(0x04 ‖ member ‖ content). */
function checkOpening(dossier: Dossier): void {
  const opening = dossier.steps[0]?.act;
  const opened =
    opening?.type === "request" && sha256(CASE, integerBytes(numberOf(opening, "member"), 2), bytesOf(opening, "content"));
  if (!opened || !same(opened, dossier.case)) {
    refuse("case.steps", "case", "the case that the request opened", hex0x(dossier.case));
  }
}

/** What was said is what the act commits to, and the act is signed by the key that the ledger names. */
function checkSaid(step: Step, trust: Trust, where: string): void {
  if (!step.said) return;
  const { payload, salt, signature } = step.said;
  const content = bytesOf(step.act, "content");
  if (!same(sha256(CONTENT, salt, utf8(canonical(payload))), content)) {
    refuse("case.payload", `${where}/payload`, `what ${hex0x(content)} commits to`, "another payload or salt");
  }
  try {
    if (same(signerOf(step.act, trust.domain, PREDEPLOYED.Verification, signature), step.key)) return;
  } catch (error) {
    if (!(error instanceof SignatureInvalid)) throw error;
  }
  refuse("case.signature", `${where}/signature`, `one by ${hex0x(step.key)}`, "another");
}

/** The chain that the ledger keeps of a case: keccak256(head ‖ struct hash ‖ key ‖ time), step by step. */
function headOf(steps: Step[]): Bytes {
  return steps.reduce<Bytes>(
    (head, step) => keccak(concat(head, structHash(step.act), new Uint8Array(12), step.key, integerBytes(step.time, 32))),
    new Uint8Array(32),
  );
}

function kindOf(act: Act): string {
  const kind = Number(numberOf(act, "kind"));
  return act.type === "request" ? "request" : (KINDS[kind] ?? `step ${kind}`);
}

function stepOf(value: Json, where: string): Step {
  const isSaid = value instanceof Map && value.has("payload");
  const given = shape.members(value, where, ["type", "act", "key", "time"], isSaid ? ["payload", "salt", "signature"] : []);
  const key = shape.hexadecimal(given.get("key"), `${where}/key`, 20);
  const time = shape.integer(given.get("time"), `${where}/time`, LATEST);
  const type = actType(given.get("type"), ["request", "step"], `${where}/type`);
  return { act: readAct(type, given.get("act"), `${where}/act`), key, time, said: isSaid ? saidIn(given, where) : null };
}

function saidIn(given: Map<string, Json>, where: string): Said {
  return {
    payload: payloadOf(given.get("payload"), `${where}/payload`),
    salt: shape.hexadecimal(given.get("salt"), `${where}/salt`, 32),
    signature: shape.hexadecimal(given.get("signature"), `${where}/signature`, 65),
  };
}

/** What was said: any JSON but null, whose numbers are whole, so that every language spells it alike. */
function payloadOf(value: Json | undefined, where: string): Json {
  if (value === null || value === undefined || typeof value === "number") {
    return shape.misshapen(where, "what was said, in JSON without fractions", brief(value));
  }
  const inside = value instanceof Map ? [...value.values()] : Array.isArray(value) ? value : [];
  for (const each of inside) if (each !== null) payloadOf(each, where);
  return value;
}
