/** Which keys have signed for a member's gateway (`tegata/gateway-keys/1`). */

import { type Bytes, integerBytes } from "./bytes.js";
import type { Json } from "./json.js";
import { type LedgerState, evidenceOf, provedState } from "./ledger_state.js";
import * as shape from "./shape.js";
import { decodeWindow, nextSlot, signingKeyCountSlot, signingKeySlot } from "./slots.js";
import type { Trust } from "./trust.js";

export const KEYS_FORMAT = "tegata/gateway-keys/1";

export interface GatewayKeys {
  member: number;
  ledger: LedgerState;
}

/** An Ed25519 key under receipts and notices, from `start` until before `end` (seconds). */
export interface SigningKey {
  key: Bytes;
  start: number;
  end: number;
}

/** The signing keys of a member's gateway, oldest first, as the ledger had them at `asOf` (seconds). */
export interface ProvedKeys {
  member: number;
  keys: SigningKey[];
  asOf: bigint;
}

/** The evidence in a JSON value of that format, read strictly. */
export function readKeys(document: Json): GatewayKeys {
  const whole = shape.members(document, "gateway-keys", ["format", "network", "member", "state", "finality"]);
  return { member: shape.count(whole.get("member"), "member", 0xffff, 1), ledger: evidenceOf(whole) };
}

/** What `evidence` proves under `trust`. How old `asOf` may be is the caller's to judge. */
export function provedKeys(evidence: GatewayKeys, trust: Trust, now: bigint): ProvedKeys {
  const { state, nodes, asOf } = provedState(evidence.ledger, trust, now);
  const count = state.word("Consortium", signingKeyCountSlot(evidence.member));
  const keys: SigningKey[] = [];
  for (let index = 0; BigInt(index) < count; index += 1) {
    const slot = signingKeySlot(evidence.member, index);
    const key = integerBytes(state.word("Consortium", slot), 32);
    keys.push({ key, ...decodeWindow(state.word("Consortium", nextSlot(slot))) });
  }
  nodes.checkAllUsed();
  return { member: evidence.member, keys, asOf };
}
