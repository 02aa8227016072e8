/** DER (X.690 §8 and §10): one encoding of each value, read strictly. */

import { type Bytes, bytesToInteger } from "../bytes.js";

export const TAG = { boolean: 1, integer: 2, bits: 3, octets: 4, null: 5, oid: 6, utcTime: 23, generalizedTime: 24, sequence: 0x30, set: 0x31 };
const MAX_LENGTH_BYTES = 3;

/** A text that is no DER, or no certificate. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/** A value: its tag, what it holds, and all of its bytes. */
export interface Value {
  tag: number;
  content: Bytes;
  whole: Bytes;
}

/** The one value that `data` is. */
export function single(data: Bytes): Value {
  const [value, ...others] = values(data);
  if (!value || others.length) throw new Unreadable("one value");
  return value;
}

/** The values that follow each other in `data`. */
export function values(data: Bytes): Value[] {
  const found: Value[] = [];
  for (let at = 0; at < data.length; ) {
    const value = valueAt(data, at);
    found.push(value);
    at += value.whole.length;
  }
  return found;
}

/** What `value` holds, once it has `tag`. */
export function inside(value: Value | undefined, tag: number): Bytes {
  if (value?.tag !== tag) throw new Unreadable(`a value with tag ${tag}`);
  return value.content;
}

/** The values in a sequence or a set. */
export function items(value: Value | undefined, tag = TAG.sequence): Value[] {
  return values(inside(value, tag));
}

/** An object identifier in dotted decimals. */
export function oid(value: Value | undefined): string {
  const content = inside(value, TAG.oid);
  const arcs: bigint[] = [];
  let arc = 0n;
  let fresh = true;
  for (const byte of content) {
    if (fresh && byte === 0x80) throw new Unreadable("an arc in as few bytes as it takes");
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    fresh = byte < 0x80;
    if (fresh) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const first = arcs.shift();
  if (!fresh || first === undefined) throw new Unreadable("an object identifier");
  const top = first < 80n ? first / 40n : 2n;
  return [top, first - 40n * top, ...arcs].join(".");
}

/** The bytes of an integer in its shortest form; negative where the first bit is set. */
export function integerContent(value: Value | undefined): Bytes {
  const content = inside(value, TAG.integer);
  const [first, second = 0] = content;
  const padded = content.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
  if (first === undefined || padded) throw new Unreadable("an integer in as few bytes as it takes");
  return content;
}

/** An integer that is not negative. */
export function unsigned(value: Value | undefined): bigint {
  const content = integerContent(value);
  if ((content[0] ?? 0) >= 0x80) throw new Unreadable("an integer from 0 on");
  return bytesToInteger(content);
}

export function boolean(value: Value | undefined): boolean {
  const [byte, ...others] = inside(value, TAG.boolean);
  if (others.length || (byte !== 0 && byte !== 0xff)) throw new Unreadable("true or false");
  return byte === 0xff;
}

/** The bytes of a bit string, and how many of its last bits are unused. */
export function bitString(value: Value | undefined): { data: Bytes; unused: number } {
  const content = inside(value, TAG.bits);
  const [unused = 8] = content;
  const data = content.subarray(1);
  const last = data[data.length - 1] ?? 0;
  if (unused > 7 || (!data.length && unused) || last & ((1 << unused) - 1)) throw new Unreadable("a bit string");
  return { data, unused };
}

function valueAt(data: Bytes, at: number): Value {
  const [tag = 0, short] = data.subarray(at, at + 2);
  if (short === undefined || (tag & 0x1f) === 0x1f) throw new Unreadable("a tag and a length");
  const long = short < 0x80 ? 0 : short & 0x7f;
  const size = long ? Number(bytesToInteger(data.subarray(at + 2, at + 2 + long))) : short;
  const start = at + 2 + long;
  const shortest = long ? size >= 0x80 && size >= 2 ** (8 * (long - 1)) : short < 0x80;
  if (long > MAX_LENGTH_BYTES || !shortest || start + size > data.length) throw new Unreadable("a length in its one form");
  return { tag, content: data.subarray(start, start + size), whole: data.subarray(at, start + size) };
}
