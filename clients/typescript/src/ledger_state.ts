/** Any slots of the ledger's state at one block (`tegata/state/1`): it names none, readers ask for those they know. */

import { MAX_HEADER, MAX_NODE, MAX_NODES, finalityOf } from "./bundle.js";
import type { Finality } from "./bundle.js";
import { type Bytes, hex0x, same } from "./bytes.js";
import { refuse } from "./faults.js";
import { checkFinality } from "./finality.js";
import { decodeHeader } from "./header.js";
import type { Json } from "./json.js";
import * as shape from "./shape.js";
import { type DebitEntry, type LineBalance, debitSlot, decodeDebit, decodeLine, lineSlot, nextSlot } from "./slots.js";
import { StateReader } from "./state.js";
import { NodeSet } from "./trie.js";
import { type Trust, withPredeployed } from "./trust.js";

export const STATE_FORMAT = "tegata/state/1";

/** Evidence of some slots of the ledger's contracts at one block. */
export interface LedgerState {
  network: Bytes;
  nodes: Bytes[];
  header: Bytes;
  finality: Finality;
}

/** The state of block `number`, which was the ledger's latest as of `asOf` (seconds). */
export interface ProvedState {
  state: StateReader;
  nodes: NodeSet;
  number: bigint;
  asOf: bigint;
}

/** The members that every evidence of state has, read strictly. */
export function evidenceOf(whole: Map<string, Json>): LedgerState {
  const state = shape.members(whole.get("state"), "state", ["header", "nodes"]);
  return {
    network: shape.hexadecimal(whole.get("network"), "network", 32),
    nodes: shape.array(state.get("nodes"), "state/nodes", MAX_NODES).map((node) => shape.base64(node, "state/nodes", MAX_NODE)),
    header: shape.base64(state.get("header"), "state/header", MAX_HEADER),
    finality: finalityOf(whole.get("finality")),
  };
}

/** The evidence in a JSON value of that format. */
export function readState(document: Json): LedgerState {
  return evidenceOf(shape.members(document, "state", ["format", "network", "state", "finality"]));
}

/** The state that `evidence` proves; a slot that it does not hold is refused when it is asked for. */
export function provedState(evidence: LedgerState, trust: Trust, now: bigint): ProvedState {
  if (!same(evidence.network, trust.network)) refuse("network.other", "network", hex0x(trust.network), hex0x(evidence.network));
  const header = decodeHeader(evidence.header);
  const asOf = checkFinality(evidence.finality, header, trust, now);
  const nodes = new NodeSet(evidence.nodes);
  return { state: new StateReader(nodes, header.stateRoot, withPredeployed(trust)), nodes, number: header.number, asOf };
}

/** What is used of a line of an origin proof; null if nothing was ever drawn from it. Reads all of its four words. */
export function readLine(state: StateReader, lineage: Bytes, line: bigint): LineBalance | null {
  let slot = lineSlot(lineage, line);
  const balance = state.read("Utilisation", slot, decodeLine);
  for (let following = 0; following < 3; following += 1) {
    slot = nextSlot(slot);
    state.word("Utilisation", slot);
  }
  return balance;
}

/** What the declaration line `d` uses of a line; null if it was never written. */
export function readDebit(state: StateReader, lineage: Bytes, line: bigint, d: Bytes): DebitEntry | null {
  return state.read("Utilisation", debitSlot(lineage, line, d), decodeDebit);
}
