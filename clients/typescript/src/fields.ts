/** The fields that a record shows: each value in its one spelling, and as the bytes that are hashed (formats §2). */

import { type Bytes, concat, integerBytes, utf8 } from "./bytes.js";
import { EvidenceRefused, brief, refuse } from "./faults.js";
import { sha256 } from "./hashes.js";
import type { Json } from "./json.js";
import { misshapen } from "./shape.js";

const MAX_PATH = 512;
const MAX_TEXT = 4_000;
const DECIMAL = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]{0,8}[1-9])?$/;
const UNIT = /^[A-Za-z0-9]{2,3}$/;
const UNASSIGNED_OR_CONTROL = /[\p{Cn}\p{Cs}\p{Co}\p{Cc}]/u;
const LEAF = Uint8Array.of(0);
const SCALE = 9;

export type FieldType = "text" | "decimal" | "boolean" | "measure";

/** One field: its place among all fields of the record, and its value both as people read it and as it is hashed. */
export interface ShownField {
  position: number;
  path: string;
  type: FieldType;
  value: string | boolean;
  typed: Bytes;
  salt: Bytes;
}

const ENCODERS: Record<FieldType, (value: Json, where: string) => Bytes> = {
  text: (value, where) => concat(Uint8Array.of(1), textBytes(value, where)),
  decimal: (value, where) => concat(Uint8Array.of(2), decimalBytes(value, where)),
  boolean: (value, where) => {
    if (typeof value !== "boolean") return noField(where, "true or false", brief(value));
    return Uint8Array.of(3, value ? 1 : 0);
  },
  measure: (value, where) => concat(Uint8Array.of(4), measureBytes(value, where)),
};

/** The fields in `rows`, `[position, path, type, value]` each, with a salt for each. */
export function readFields(rows: Json[], salts: Bytes[], where: string): ShownField[] {
  return rows.map((row, at) => {
    if (!Array.isArray(row) || row.length !== 4) return misshapen(where, "[position, path, type, value] for each field", "another shape");
    const [position, path, type, value] = row as [Json, Json, Json, Json];
    if (typeof position !== "bigint" || typeof path !== "string" || typeof type !== "string") {
      return misshapen(where, "a whole number, a path and a type in each field", "another type");
    }
    if (!Object.hasOwn(ENCODERS, type)) misshapen(where, `types among ${Object.keys(ENCODERS).join(", ")}`, brief(type));
    if ([...path].length > MAX_PATH) misshapen(where, `paths of at most ${MAX_PATH} characters`, "a longer one");
    const typed = ENCODERS[type as FieldType](value, `${where}/${path}`);
    return {
      position: Number(position),
      path,
      type: type as FieldType,
      value: value as string | boolean,
      typed,
      salt: salts[at] ?? new Uint8Array(),
    };
  });
}

/** SHA-256(0x00 ‖ salt ‖ SHA-256(path) ‖ type ‖ value). */
export function leafOf(field: ShownField): Bytes {
  return sha256(LEAF, field.salt, sha256(utf8(field.path)), field.typed);
}

/** `value` in UTF-8: non-empty, in NFC, of assigned characters; line feeds and tabs are the only controls that pass. */
export function textBytes(value: Json | undefined, where: string): Bytes {
  if (typeof value !== "string" || [...value].length > MAX_TEXT) return noField(where, `text of at most ${MAX_TEXT} characters`, brief(value));
  if (!value) noField(where, "text, or no field at all", "empty text");
  if (value.normalize("NFC") !== value) noField(where, "text in Unicode normalization form C", brief(value));
  if (UNASSIGNED_OR_CONTROL.test(value.replace(/[\n\t]/g, ""))) {
    noField(where, "assigned characters without control characters", brief(value));
  }
  return utf8(value);
}

/** As `textBytes`, for a text of the bundle that is no field. */
export function canonicalText(value: Json | undefined, where: string): string {
  try {
    textBytes(value, where);
  } catch (error) {
    if (error instanceof EvidenceRefused) misshapen(where, error.expected, error.found);
    throw error;
  }
  return value as string;
}

/** A decimal × 10⁹ as an int256, big-endian two's complement. */
function decimalBytes(value: Json, where: string): Bytes {
  if (typeof value !== "string" || value.length > 40 || !DECIMAL.test(value) || value === "-0") {
    return noField(where, "a decimal in its one spelling", brief(value));
  }
  const [whole = "", fraction = ""] = value.split(".");
  return integerBytes(BigInt.asUintN(256, BigInt(whole + fraction.padEnd(SCALE, "0"))), 32);
}

/** A decimal followed by its unit or currency code, three bytes, padded with spaces on the right. */
function measureBytes(value: Json, where: string): Bytes {
  const at = typeof value === "string" ? value.indexOf(" ") : -1;
  const unit = at < 0 ? "" : (value as string).slice(at + 1);
  if (!UNIT.test(unit)) noField(where, 'a measure like "12.5 KGM"', brief(value));
  return concat(decimalBytes((value as string).slice(0, at), where), utf8(unit.padEnd(3)));
}

function noField(where: string, expected: string, found: string): never {
  return refuse("record.fields", where, expected, found);
}
