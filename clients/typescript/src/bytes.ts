/** Byte strings: joined, compared, and in the spellings that people see. */

export type Bytes = Uint8Array;

const HEX = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, "0"));

/** All of `parts`, one after the other. */
export function concat(...parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether `left` and `right` are the same bytes. */
export function same(left: Bytes, right: Bytes): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

/** `data` in lower-case hex, without a prefix. */
export function hex(data: Bytes): string {
  return Array.from(data, (byte) => HEX[byte]).join("");
}

/** `data` in lower-case hex, with 0x before it. */
export function hex0x(data: Bytes): string {
  return `0x${hex(data)}`;
}

/** The bytes that `digits`, an even number of hex digits, spell. */
export function unhex(digits: string): Bytes {
  const data = new Uint8Array(digits.length / 2);
  for (let at = 0; at < data.length; at += 1) data[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
  return data;
}

/** `value`, not negative, as `size` bytes, big-endian. */
export function integerBytes(value: bigint | number, size: number): Bytes {
  return unhex(BigInt(value).toString(16).padStart(2 * size, "0"));
}

/** The unsigned integer that `data` spells, big-endian; zero for no bytes. */
export function bytesToInteger(data: Bytes): bigint {
  return data.length ? BigInt(hex0x(data)) : 0n;
}

/** Which of `left` and `right` comes first by their bytes: negative, zero or positive. */
export function compare(left: Bytes, right: Bytes): number {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference) return difference;
  }
  return left.length - right.length;
}

/** `text` in UTF-8. */
export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}
