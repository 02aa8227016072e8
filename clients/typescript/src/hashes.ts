/** The two hash functions of the format: Keccak-256 for Ethereum's structures, SHA-256 for records. */

import { sha256 as sha256Of } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { type Bytes, concat } from "./bytes.js";

/** Keccak-256 of all of `parts`, joined. */
export function keccak(...parts: Bytes[]): Bytes {
  return keccak_256(concat(...parts));
}

/** SHA-256 of all of `parts`, joined. */
export function sha256(...parts: Bytes[]): Bytes {
  return sha256Of(concat(...parts));
}
