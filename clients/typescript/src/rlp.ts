/** Recursive Length Prefix, decoded strictly: one value has one encoding (Ethereum Yellow Paper, appendix B). */

import { type Bytes, bytesToInteger } from "./bytes.js";
import { refuse } from "./faults.js";

export type Item = Bytes | Item[];

const MAX_DEPTH = 16;

/** The one item that `data` encodes; refused (`rlp.invalid`) for anything but its only encoding. */
export function decode(data: Bytes, where: string): Item {
  const [item, end] = itemAt(data, 0, data.length, where, 0);
  if (end !== data.length) invalid(where, "nothing after the item", `${data.length - end} more bytes`);
  return item;
}

/** The byte strings in the list that `data` encodes. */
export function decodeStrings(data: Bytes, where: string): Bytes[] {
  const items = decode(data, where);
  if (!Array.isArray(items)) return invalid(where, "a list", "a byte string");
  return items.map((item) => (Array.isArray(item) ? invalid(where, "a list of byte strings", "a list in a list") : item));
}

/** The unsigned integer that `value` spells: big-endian, without leading zeros; zero is empty. */
export function integer(value: Bytes, where: string): bigint {
  if (value[0] === 0) invalid(where, "an integer without leading zeros", "one with them");
  return bytesToInteger(value);
}

function itemAt(data: Bytes, start: number, limit: number, where: string, depth: number): [Item, number] {
  if (start >= limit) invalid(where, "an item", "the end");
  const prefix = data[start] ?? 0;
  if (prefix < 0x80) return [data.subarray(start, start + 1), start + 1];
  if (prefix < 0xc0) {
    const [first, end] = extent(data, start, limit, 0x80, where);
    if (end - first === 1 && (data[first] ?? 0) < 0x80) invalid(where, "a byte below 0x80 as itself", "a prefix before it");
    return [data.subarray(first, end), end];
  }
  if (depth === MAX_DEPTH) invalid(where, `lists nested at most ${MAX_DEPTH} deep`, "a deeper one");
  const [first, end] = extent(data, start, limit, 0xc0, where);
  const items: Item[] = [];
  for (let at = first; at < end; ) {
    const [item, next] = itemAt(data, at, end, where, depth + 1);
    items.push(item);
    at = next;
  }
  return [items, end];
}

/** Where the payload of the string (base 0x80) or list (0xC0) at `start` begins and ends. */
function extent(data: Bytes, start: number, limit: number, base: number, where: string): [number, number] {
  let size = (data[start] ?? 0) - base;
  let first = start + 1;
  if (size > 55) {
    const length = data.subarray(first, first + size - 55);
    first += size - 55;
    if (first > limit || length[0] === 0 || length.length > 6) invalid(where, "a length in as few bytes as it needs", "another");
    size = Number(bytesToInteger(length));
    if (size < 56) invalid(where, "a length in as few bytes as it needs", "a longer one");
  }
  if (first + size > limit) invalid(where, `${size} bytes`, `${limit - first}`);
  return [first, first + size];
}

function invalid(where: string, expected: string, found: string): never {
  return refuse("rlp.invalid", where, expected, found);
}
