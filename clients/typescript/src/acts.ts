/** Acts of members beside batches: read strictly by their EIP-712 types, hashed, and whose key signed them. */

import { type Bytes, concat, integerBytes, utf8 } from "./bytes.js";
import { brief } from "./faults.js";
import { keccak } from "./hashes.js";
import type { Json } from "./json.js";
import * as shape from "./shape.js";
import { type Domain, digestOf, recover } from "./signature.js";

const TYPES = {
  debit:
    "Debit(uint16 member,uint16 issuer,bytes32 lineage,uint16 line,bytes32 d,uint256 quantity,bytes3 unit,uint32 revision,uint64 expires,uint64 validUntil)",
  whole_debit:
    "WholeDebit(uint16 member,uint16 issuer,bytes32 lineage,uint16 line,bytes32 d,uint32 revision,uint64 expires,uint64 validUntil)",
  request:
    "Request(uint16 member,uint16 respondent,uint8 addressee,uint16 scope,bytes32 content,uint8 start,uint8 months,uint16 reply,uint16 extension,uint64 validUntil)",
  step: "Step(uint16 member,bytes32 caseId,uint8 kind,uint16 number,bytes32 content,uint64 due,uint64 validUntil)",
} as const;
export type ActType = keyof typeof TYPES;

/** Bits of the widest integer that stands as a number in JSON; wider ones are texts. */
const LARGEST_NUMBER = 64;
const WHOLE = /^(?:0|[1-9][0-9]{0,77})$/;

export interface Act {
  type: ActType;
  /** By the names that JSON has, in the order of the type. */
  values: Map<string, Bytes | bigint>;
}

/** `value` as one of `types`; refused (`bundle.member`) for another. */
export function actType<Some extends ActType>(value: Json | undefined, types: readonly Some[], where: string): Some {
  return types.find((type) => type === value) ?? shape.misshapen(where, types.join(" or "), brief(value));
}

/** The act in a JSON value; refused (`bundle.member`) unless it has all of the type's members. */
export function readAct(type: ActType, value: Json | undefined, where: string): Act {
  const fields = fieldsOf(type);
  const told = shape.members(value, where, [...fields.keys()]);
  const read = [...fields].map(([name, kind]): [string, Bytes | bigint] => [name, field(kind, told.get(name), `${where}/${name}`)]);
  return { type, values: new Map(read) };
}

/** The member `name` of an act, a number. */
export function numberOf(act: Act, name: string): bigint {
  const value = act.values.get(name);
  return typeof value === "bigint" ? value : 0n;
}

/** The member `name` of an act, bytes. */
export function bytesOf(act: Act, name: string): Bytes {
  const value = act.values.get(name);
  return value instanceof Uint8Array ? value : new Uint8Array();
}

/** HashStruct of an act (EIP-712). */
export function structHash(act: Act): Bytes {
  const words = [...act.values.values()].map((value) => {
    if (typeof value === "bigint") return integerBytes(value, 32);
    return concat(value, new Uint8Array(32 - value.length));
  });
  return keccak(keccak(utf8(TYPES[act.type])), ...words);
}

/** The address whose key signed `act` for the contract at `contract`; throws SignatureInvalid. */
export function signerOf(act: Act, domain: Domain, contract: Bytes, signature: Bytes): Bytes {
  return recover(digestOf(structHash(act), { ...domain, contract }), signature);
}

function fieldsOf(type: ActType): Map<string, string> {
  const text = TYPES[type];
  const listed = text.slice(text.indexOf("(") + 1, -1).split(",");
  return new Map(
    listed.map((each): [string, string] => {
      const [kind = "", name = ""] = each.split(" ");
      return [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), kind];
    }),
  );
}

function field(kind: string, value: Json | undefined, where: string): Bytes | bigint {
  if (kind.startsWith("bytes")) return shape.hexadecimal(value, where, Number(kind.slice("bytes".length)));
  const bits = Number(kind.slice("uint".length));
  if (bits <= LARGEST_NUMBER) return shape.integer(value, where, (1n << BigInt(bits)) - 1n);
  if (typeof value !== "string" || !WHOLE.test(value) || BigInt(value) >> BigInt(bits)) {
    return shape.misshapen(where, `a whole number of at most ${bits} bits as text`, brief(value));
  }
  return BigInt(value);
}
