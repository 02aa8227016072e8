/**
 * Merkle-Patricia trie proofs: what stands at a key under a root, or that nothing does (Yellow Paper, appendix D).
 *
 * Keys are hashes, all of one length, so no branch holds a value.
 */

import { type Bytes, hex } from "./bytes.js";
import { type Fault, refuse } from "./faults.js";
import { keccak } from "./hashes.js";
import { type Item, decode } from "./rlp.js";

const EMPTY_ROOT = hex(keccak(Uint8Array.of(0x80)));

type Branch = { kind: "branch"; children: (Item | null)[] };
/** A leaf or an extension: the nibbles (a hex digit each) that it adds to the path, and what follows. */
type Short = { kind: "leaf" | "extension"; path: string; value: Item };
type Node = Branch | Short;

/** The trie nodes of a proof, by hash. It remembers which were needed, since a proof holds no others. */
export class NodeSet {
  readonly #encoded = new Map<string, Bytes>();
  readonly #read = new Map<string, Node>();

  constructor(nodes: Bytes[]) {
    for (const node of nodes) this.#encoded.set(hex(keccak(node)), node);
    if (this.#encoded.size !== nodes.length) {
      refuse("state.node.unused", "state/nodes", "each node once", "a node that stands there twice");
    }
  }

  /** The node of that hash; refused with the fault `missing` when the proof lacks it. */
  read(digest: Bytes, missing: Fault, where: string): Node {
    const name = hex(digest);
    const known = this.#read.get(name);
    if (known) return known;
    const encoded = this.#encoded.get(name);
    if (!encoded) {
      if (digest.length !== 32) invalid(where, "a hash of 32 bytes", `${digest.length} bytes`);
      return refuse(missing, where, `the trie node 0x${name}`, "no such node in the bundle");
    }
    const node = nodeOf(encoded);
    this.#read.set(name, node);
    return node;
  }

  /** Refuses (`state.node.unused`) a proof that carries more than it needs. */
  checkAllUsed(): void {
    const surplus = this.#encoded.size - this.#read.size;
    if (surplus) refuse("state.node.unused", "state/nodes", "only nodes that are needed", `${surplus} others`);
  }
}

/** The value at `key` (32 bytes) under `root`, or null where it is proved that there is none. */
export function lookup(nodes: NodeSet, root: Bytes, key: Bytes, missing: Fault, where: string): Bytes | null {
  if (hex(root) === EMPTY_ROOT) return null;
  const path = hex(key);
  let at = 0;
  let afterExtension = false;
  let reference: Item = root;
  for (;;) {
    const node: Node = Array.isArray(reference) ? embedded(reference, where) : nodes.read(reference, missing, where);
    if (node.kind === "branch") {
      if (at === path.length) invalid(where, "an end of the path", "a branch beyond it");
      const child: Item | null = node.children[Number.parseInt(path[at] ?? "", 16)] ?? null;
      if (child === null) return null;
      reference = child;
      at += 1;
      afterExtension = false;
      continue;
    }
    if (afterExtension) invalid(where, "a branch below an extension", "another node");
    if (node.kind === "leaf") return leafValue(node, path.slice(at), where);
    if (!path.startsWith(node.path, at)) return null;
    reference = node.value;
    at += node.path.length;
    afterExtension = true;
  }
}

/** The node that `encoded` spells. Below 32 bytes its parent would hold it. */
function nodeOf(encoded: Bytes): Node {
  const item = decode(encoded, "state/nodes");
  if (!Array.isArray(item) || encoded.length < 32) {
    return invalid("state/nodes", "a list of 32 bytes or more", `0x${hex(encoded).slice(0, 80)}`);
  }
  return checked(item, "state/nodes");
}

/** A node that stands in its parent, as one below 32 bytes does. */
function embedded(item: Item[], where: string): Node {
  if (encodedSize(item) >= 32) invalid(where, "a node below 32 bytes where it is embedded", "a longer one");
  return checked(item, where);
}

function checked(item: Item[], where: string): Node {
  if (item.length === 17) {
    const children = item.slice(0, 16).map((child) => (isEmpty(child) ? null : child));
    if (!isEmpty(item[16]) || children.filter((child) => child !== null).length < 2) {
      invalid(where, "a branch of two or more children and no value", "another");
    }
    return { kind: "branch", children };
  }
  const [path, value] = item;
  if (item.length !== 2 || path === undefined || value === undefined) return invalid(where, "a node of 2 or 17 items", `${item.length} items`);
  return short(path, value, where);
}

/** The short node whose path is `encoded` in hex-prefix encoding (Yellow Paper, appendix C). */
function short(encoded: Item, value: Item, where: string): Short {
  if (Array.isArray(encoded) || !encoded.length) return invalid(where, "a path in hex-prefix encoding", "another item");
  const digits = hex(encoded);
  const flag = Number.parseInt(digits[0] ?? "", 16);
  const odd = (flag & 1) === 1;
  if (flag > 3 || (!odd && digits[1] !== "0")) invalid(where, "a path in hex-prefix encoding", `0x${digits}`);
  const path = digits.slice(odd ? 1 : 2);
  if (flag < 2 && !path) invalid(where, "an extension of at least one nibble", "an empty one");
  return { kind: flag < 2 ? "extension" : "leaf", path, value };
}

function leafValue(leaf: Short, rest: string, where: string): Bytes | null {
  if (leaf.path.length !== rest.length || Array.isArray(leaf.value) || !leaf.value.length) {
    return invalid(where, `a leaf ${rest.length} nibbles long, with a value`, "another");
  }
  return leaf.path === rest ? leaf.value : null;
}

function isEmpty(item: Item | undefined): boolean {
  return item !== undefined && !Array.isArray(item) && item.length === 0;
}

/** How many bytes `item` takes in RLP; exact below 56, which is all that is asked. */
function encodedSize(item: Item): number {
  if (Array.isArray(item)) return item.reduce((size, part) => size + encodedSize(part), 1);
  return item.length === 1 && (item[0] ?? 0) < 0x80 ? 1 : 1 + item.length;
}

function invalid(where: string, expected: string, found: string): never {
  return refuse("state.node.invalid", where, expected, found);
}
