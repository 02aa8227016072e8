/**
 * Protocol Buffers (proto3), as much of it as headers and commits need: varints and lengths.
 *
 * The reader is lenient, the messages are strict: what is read must be spelt again by the same bytes.
 */

import { type Bytes, concat } from "../bytes.js";
import { refuse } from "../faults.js";

const MAX_VARINT = 10;

/** The values of a message's fields by their number, in the order in which they stand. */
export type Fields = Map<number, (bigint | Bytes)[]>;

/** A number of 64 bits in groups of seven, the lowest first; negative ones as two's complement. */
export function varint(value: bigint | number): Bytes {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) out.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.from([...out, Number(rest)]);
}

/** A field that holds a number; nothing where it is 0. */
export function number(field: number, value: bigint): Bytes {
  return value ? concat(varint(field << 3), varint(value)) : new Uint8Array();
}

/** A field that holds bytes or text; nothing where they are empty. */
export function content(field: number, value: Bytes): Bytes {
  return value.length ? message(field, value) : new Uint8Array();
}

/** A field that holds a message, even an empty one: gogoproto leaves out none that can't be null. */
export function message(field: number, value: Bytes): Bytes {
  return concat(varint((field << 3) | 2), varint(value.length), value);
}

/** A field that holds a number in eight bytes, the lowest first; nothing where it is 0. */
export function fixed64(field: number, value: bigint): Bytes {
  if (!value) return new Uint8Array();
  const data = new Uint8Array(8);
  new DataView(data.buffer).setBigInt64(0, value, true);
  return concat(varint((field << 3) | 1), data);
}

/** The fields of the message `data`; refused (`finality.encoding`) where it is none. */
export function read(data: Bytes, where: string): Fields {
  const found: Fields = new Map();
  let at = 0;
  while (at < data.length) {
    const [tag, afterTag] = readVarint(data, at, where);
    const [size, afterValue] = readVarint(data, afterTag, where);
    let value: bigint | Bytes = size;
    at = afterValue;
    if ((tag & 7n) === 2n) {
      const end = BigInt(at) + size;
      if (end > BigInt(data.length)) invalid(where, `${size} bytes more`, String(data.length - at));
      value = data.subarray(at, Number(end));
      at = Number(end);
    } else if (tag & 7n) invalid(where, "numbers and lengths only", `a field of wire type ${tag & 7n}`);
    const field = Number(tag >> 3n);
    found.set(field, [...(found.get(field) ?? []), value]);
  }
  return found;
}

/** The signed number in a field; 0 where there is none. */
export function oneNumber(fields: Fields, field: number, where: string): bigint {
  const value = fields.get(field)?.at(-1) ?? 0n;
  return typeof value === "bigint" ? BigInt.asIntN(64, value) : invalid(where, `a number in field ${field}`, "bytes");
}

/** The bytes in a field; none where it is absent. */
export function oneContent(fields: Fields, field: number, where: string): Bytes {
  const value = fields.get(field)?.at(-1) ?? new Uint8Array();
  return typeof value === "bigint" ? invalid(where, `bytes in field ${field}`, "a number") : value;
}

/** Throws EvidenceRefused for bytes that are not the message they should be, or not in its one spelling. */
export function invalid(where: string, expected: string, found: string): never {
  return refuse("finality.encoding", where, expected, found);
}

function readVarint(data: Bytes, at: number, where: string): [bigint, number] {
  let value = 0n;
  for (let place = at; place < Math.min(at + MAX_VARINT, data.length); place += 1) {
    const byte = data[place] ?? 0;
    value |= BigInt(byte & 0x7f) << BigInt(7 * (place - at));
    if (byte < 0x80) return [BigInt.asUintN(64, value), place + 1];
  }
  return invalid(where, "a number that ends within ten bytes", "none");
}
