/** Merkle trees as RFC 6962 §2.1 defines them, over SHA-256, from leaf hashes that are already made. */

import { type Bytes } from "./bytes.js";
import { type Fault, refuse } from "./faults.js";
import { sha256 } from "./hashes.js";

const NODE = Uint8Array.of(1);

/** The hash of an inner node. */
export function nodeHash(left: Bytes, right: Bytes): Bytes {
  return sha256(NODE, left, right);
}

/** The root over `leaves`; SHA-256 of nothing for no leaves. */
export function root(leaves: Bytes[]): Bytes {
  if (!leaves.length) return sha256();
  let level = leaves;
  while (level.length > 1) {
    const above: Bytes[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]];
      if (left) above.push(right ? nodeHash(left, right) : left);
    }
    level = above;
  }
  return level[0] ?? sha256();
}

/** The root that `path` (deepest sibling first) leads to from `leaf` at `index` of `count`; its length is exact. */
export function rootFromProof(leaf: Bytes, index: number, count: number, path: Bytes[], where: string): Bytes {
  if (index >= count) refuse("record.inclusion", `${where}/index`, `0 to ${count - 1}`, String(index));
  let current = leaf;
  let place = index;
  let used = 0;
  for (let last = count - 1; last; last >>= 1, place >>= 1) {
    if (place % 2 === 0 && place >= last) continue;
    const sibling = path[used];
    if (!sibling) return refuse("record.inclusion", `${where}/path`, "one more sibling", `${path.length} siblings`);
    used += 1;
    current = place % 2 ? nodeHash(sibling, current) : nodeHash(current, sibling);
  }
  if (used !== path.length) refuse("record.inclusion", `${where}/path`, `${used} siblings`, `${path.length} siblings`);
  return current;
}

/**
 * The root over `count` leaves, of which `shown` (position → leaf hash) stand out.
 *
 * `hidden` are the roots of the largest subtrees without a shown leaf, from left to right, and no others.
 */
export function rootFromShown(count: number, shown: Map<number, Bytes>, hidden: Bytes[], fault: Fault, where: string): Bytes {
  let used = 0;
  const over = (start: number, end: number, positions: number[]): Bytes => {
    if (!positions.length) {
      const next = hidden[used];
      used += 1;
      return next ?? refuse(fault, where, "a hash for each hidden subtree", "too few");
    }
    if (end - start === 1) return shown.get(start) ?? refuse(fault, where, "a shown leaf", "none");
    const middle = start + 2 ** Math.floor(Math.log2(end - start - 1));
    const left = over(start, middle, positions.filter((position) => position < middle));
    return nodeHash(left, over(middle, end, positions.filter((position) => position >= middle)));
  };
  const found = over(0, count, [...shown.keys()]);
  if (used !== hidden.length) refuse(fault, where, "a hash for each hidden subtree", `${hidden.length}, too many`);
  return found;
}
