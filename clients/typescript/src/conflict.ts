/** Two debits that do not fit on one line of a proof, both signed (`tegata/conflict/1`). */

import { type Act, actType, bytesOf, numberOf, readAct, signerOf } from "./acts.js";
import { type Bytes, hex0x, same } from "./bytes.js";
import { refuse } from "./faults.js";
import type { Json } from "./json.js";
import { type LedgerState, type ProvedState, evidenceOf, provedState, readDebit, readLine } from "./ledger_state.js";
import * as shape from "./shape.js";
import { SignatureInvalid } from "./signature.js";
import { type DebitEntry, decodeKey, keySlot } from "./slots.js";
import { PREDEPLOYED, type Trust } from "./trust.js";

export const CONFLICT_FORMAT = "tegata/conflict/1";

interface SignedDebit {
  act: Act;
  signature: Bytes;
}

export interface Conflict {
  standing: SignedDebit;
  refused: SignedDebit;
  ledger: LedgerState;
}

/** What the evidence proves; quantities are decimals × 10⁹. `wanted` is null where it wanted the whole line. */
export interface ProvedConflict {
  standingMember: number;
  refusedMember: number;
  covered: bigint;
  unit: string;
  left: bigint;
  wanted: bigint | null;
  block: bigint;
  asOf: bigint;
}

/** The evidence in a JSON value of that format, read strictly. */
export function readConflict(document: Json): Conflict {
  const whole = shape.members(document, "conflict", ["format", "network", "standing", "refused", "state", "finality"]);
  return {
    standing: signedDebit(whole.get("standing"), "standing"),
    refused: signedDebit(whole.get("refused"), "refused"),
    ledger: evidenceOf(whole),
  };
}

/** What `evidence` proves under `trust`; refused (`conflict.debits` besides the others) where it proves nothing. */
export function provedConflict(evidence: Conflict, trust: Trust, now: bigint): ProvedConflict {
  const [standing, refused] = [evidence.standing.act, evidence.refused.act];
  const [lineage, line] = [bytesOf(standing, "lineage"), numberOf(standing, "line")];
  const oneLine = same(lineage, bytesOf(refused, "lineage")) && line === numberOf(refused, "line");
  if (!oneLine || same(bytesOf(standing, "d"), bytesOf(refused, "d"))) {
    wrong("refused", "another declaration's debit of the same line", "one that can't conflict");
  }
  const proved = provedState(evidence.ledger, trust, now);
  const balance = readLine(proved.state, lineage, line) ?? wrong("standing", "a line that was drawn on", "one that never was");
  checkSigner(evidence.standing, proved, trust, "standing");
  checkSigner(evidence.refused, proved, trust, "refused");
  checkStands(standing, readDebit(proved.state, lineage, line, bytesOf(standing, "d")));
  const before = readDebit(proved.state, lineage, line, bytesOf(refused, "d"));
  const held = !before || before.state === "released" ? 0n : before.quantity;
  if (before && BigInt(before.revision) >= numberOf(refused, "revision")) {
    wrong("refused", `a revision after ${before.revision}`, String(numberOf(refused, "revision")));
  }
  const left = balance.whole ? 0n : balance.left + held;
  const wanted = refused.type === "debit" ? numberOf(refused, "quantity") : null;
  const fits = wanted === null ? !balance.used && !balance.whole : wanted <= left;
  if (fits) wrong("refused", "more than is left of the line", `${wanted} of ${left}`);
  proved.nodes.checkAllUsed();
  return {
    standingMember: Number(numberOf(standing, "member")),
    refusedMember: Number(numberOf(refused, "member")),
    covered: balance.quantity,
    unit: balance.unit,
    left,
    wanted,
    block: proved.number,
    asOf: proved.asOf,
  };
}

function signedDebit(value: Json | undefined, where: string): SignedDebit {
  const members = shape.members(value, where, ["type", "act", "signature"]);
  const type = actType(members.get("type"), ["debit", "whole_debit"], `${where}/type`);
  return {
    act: readAct(type, members.get("act"), `${where}/act`),
    signature: shape.hexadecimal(members.get("signature"), `${where}/signature`, 65),
  };
}

/** Refuses a debit that no key of its member signed. */
function checkSigner(debit: SignedDebit, proved: ProvedState, trust: Trust, where: string): void {
  try {
    const signer = signerOf(debit.act, trust.domain, PREDEPLOYED.Utilisation, debit.signature);
    const key = proved.state.read("Consortium", keySlot(signer), decodeKey);
    const member = Number(numberOf(debit.act, "member"));
    if (key?.member !== member) wrong(`${where}/signature`, `a key of member ${member}`, hex0x(signer));
  } catch (error) {
    if (!(error instanceof SignatureInvalid)) throw error;
    wrong(`${where}/signature`, error.expected, error.found);
  }
}

/** Refuses unless the ledger has the signed debit, as it was written last. */
function checkStands(act: Act, written: DebitEntry | null): void {
  if (!written || written.state === "released") return wrong("standing", "a debit that the ledger holds", "none");
  const whole = act.type === "whole_debit";
  const isThis =
    BigInt(written.member) === numberOf(act, "member") &&
    BigInt(written.revision) === numberOf(act, "revision") &&
    written.whole === whole &&
    (whole || written.quantity === numberOf(act, "quantity"));
  if (!isThis) wrong("standing", "the debit as it was written last", "another");
}

function wrong(where: string, expected: string, found: string): never {
  return refuse("conflict.debits", where, expected, found);
}
