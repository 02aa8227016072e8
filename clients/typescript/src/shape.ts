/** JSON values taken for what they must be: every member known, of one type, in one spelling (`bundle.member`). */

import { type Bytes, unhex } from "./bytes.js";
import { brief, refuse } from "./faults.js";
import type { Json } from "./json.js";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Throws EvidenceRefused with the fault `bundle.member`. */
export function misshapen(where: string, expected: string, found: string): never {
  return refuse("bundle.member", where, expected, found);
}

/** `value` as an object with all of `required`, some of `optional`, and nothing else. */
export function members(value: Json | undefined, where: string, required: string[], optional: string[] = []): Map<string, Json> {
  if (!(value instanceof Map)) return misshapen(where, "an object", brief(value));
  for (const name of required) if (!value.has(name)) misshapen(where, `the member ${name}`, "none");
  for (const name of value.keys()) {
    if (!required.includes(name) && !optional.includes(name)) misshapen(where, "only members that the format knows", brief(name));
  }
  return value;
}

/** `value` as a list of `least` to `limit` items. */
export function array(value: Json | undefined, where: string, limit: number, least = 0): Json[] {
  if (!Array.isArray(value) || value.length < least || value.length > limit) {
    return misshapen(where, `a list of ${least} to ${limit} items`, brief(value));
  }
  return value;
}

/** `value` as an integer from `least` to `limit`. */
export function integer(value: Json | undefined, where: string, limit: bigint | number, least = 0): bigint {
  if (typeof value !== "bigint" || value < BigInt(least) || value > BigInt(limit)) {
    return misshapen(where, `an integer from ${least} to ${limit}`, brief(value));
  }
  return value;
}

/** `value` as an integer that a number holds exactly, from `least` to `limit`. */
export function count(value: Json | undefined, where: string, limit: number, least = 0): number {
  return Number(integer(value, where, limit, least));
}

/** `value` as text of 1 to `limit` characters (code points). */
export function text(value: Json | undefined, where: string, limit: number): string {
  if (typeof value !== "string" || !value || (value.length > limit && [...value].length > limit)) {
    return misshapen(where, `text of 1 to ${limit} characters`, brief(value));
  }
  return value;
}

/** The `size` bytes that 0x-prefixed lower-case hex spells. */
export function hexadecimal(value: Json | undefined, where: string, size: number): Bytes {
  if (typeof value !== "string" || value.length !== 2 + 2 * size || !/^0x[0-9a-f]*$/.test(value)) {
    return misshapen(where, `0x and ${2 * size} lower-case hex digits`, brief(value));
  }
  return unhex(value.slice(2));
}

/** The bytes that `value` spells in base64 (RFC 4648 §4, padded), in its one canonical spelling. */
export function base64(value: Json | undefined, where: string, limit: number): Bytes {
  if (typeof value !== "string" || value.length > (4 * limit) / 3 + 4 || !BASE64.test(value)) {
    return misshapen(where, `at most ${limit} bytes in padded base64`, brief(value));
  }
  const padding = value.endsWith("==") ? 2 : value.endsWith("=") ? 1 : 0;
  const data = new Uint8Array((value.length / 4) * 3 - padding);
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let place = 0; place < value.length - padding; place += 1) {
    held = ((held << 6) | (VALUES.get(value[place] ?? "") ?? 0)) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      data[at] = (held >> bits) & 0xff;
      at += 1;
    }
  }
  if (held & ((1 << bits) - 1)) misshapen(where, "base64 whose unused bits are zero", brief(value));
  return data;
}

/** At most `limit` byte strings of `size` bytes each, one after the other in base64. */
export function chunks(value: Json | undefined, where: string, size: number, limit: number): Bytes[] {
  const data = base64(value, where, size * limit);
  if (data.length % size || data.length > size * limit) {
    misshapen(where, `at most ${limit} times ${size} bytes in base64`, `${data.length} bytes`);
  }
  return Array.from({ length: data.length / size }, (_, at) => data.subarray(at * size, (at + 1) * size));
}
