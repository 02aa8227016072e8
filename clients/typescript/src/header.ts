/** An execution header as Ethereum's Prague fork has it: 21 fields, whose Keccak-256 names the block (EIP-7685). */

import { type Bytes, bytesToInteger } from "./bytes.js";
import { refuse } from "./faults.js";
import { keccak } from "./hashes.js";
import { decodeStrings } from "./rlp.js";

/** How many bytes each field may have, at least and at most. */
const SIZES: [number, number][] = [
  ...[32, 32, 20, 32, 32, 32, 256].map((size): [number, number] => [size, size]),
  ...[32, 8, 32, 32, 8, 32].map((size): [number, number] => [0, size]),
  [32, 32], [8, 8], [0, 32], [32, 32], [0, 32], [0, 32], [32, 32], [32, 32],
];
const INTEGERS = [7, 8, 9, 10, 11, 15, 17, 18];

export interface Header {
  hash: Bytes;
  parentHash: Bytes;
  stateRoot: Bytes;
  number: bigint;
  time: bigint;
}

/** The header that `encoded` spells; refused (`header.invalid`, `rlp.invalid`) for others. */
export function decodeHeader(encoded: Bytes): Header {
  const fields = decodeStrings(encoded, "header");
  if (fields.length !== SIZES.length) refuse("header.invalid", "header", `${SIZES.length} fields`, String(fields.length));
  fields.forEach((field, at) => {
    const [least, most] = SIZES[at] ?? [0, 0];
    if (field.length < least || field.length > most) refuse("header.invalid", `header/${at}`, `${most} bytes at most`, String(field.length));
    if (INTEGERS.includes(at) && field[0] === 0) refuse("header.invalid", `header/${at}`, "integers without leading zeros", "one with them");
  });
  const field = (at: number): Bytes => fields[at] ?? new Uint8Array();
  return {
    hash: keccak(encoded),
    parentHash: field(0),
    stateRoot: field(3),
    number: bytesToInteger(field(8)),
    time: bytesToInteger(field(11)),
  };
}
