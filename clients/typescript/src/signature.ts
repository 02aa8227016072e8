/** Who signed: the author of a batch (EIP-712 over secp256k1), a sequencer or a validator (Ed25519). */

import { ed25519 } from "@noble/curves/ed25519.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import type { ProvedBatch } from "./bundle.js";
import { type Bytes, bytesToInteger, concat, integerBytes, utf8 } from "./bytes.js";
import { refuse } from "./faults.js";
import { keccak } from "./hashes.js";

const DOMAIN_TYPE = keccak(utf8("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"));
const BATCH_TYPE = keccak(utf8("Batch(bytes32 root,uint32 count,uint8 kind,uint16 scope,uint16 member,uint64 validUntil)"));
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** What a signature is bound to: a chain, the Registry on it, and the network. */
export interface Domain {
  chainId: bigint;
  registry: Bytes;
  network: Bytes;
}

/** The address whose key signed `batch` in `domain`; refused (`batch.signature`) for any second encoding. */
export function authorOf(batch: ProvedBatch, domain: Domain, where: string): Bytes {
  const r = bytesToInteger(batch.signature.subarray(0, 32));
  const s = bytesToInteger(batch.signature.subarray(32, 64));
  const v = batch.signature[64] ?? 0;
  if (v !== 27 && v !== 28) malformed(where, "27 or 28 as v", String(v));
  if (!r || !s || r >= ORDER || s >= ORDER) malformed(where, "r and s between 1 and the group order", "out of range");
  if (s > ORDER / 2n) malformed(where, "the low of the two values of s", "the high one (malleable)");
  try {
    const signature = secp256k1.Signature.fromBytes(batch.signature.subarray(0, 64), "compact").addRecoveryBit(v - 27);
    const point = signature.recoverPublicKey(digest(batch, domain));
    return keccak(point.toBytes(false).subarray(1)).subarray(12);
  } catch (error) {
    return malformed(where, "a signature that a key could make", String(error));
  }
}

/** Whether `signature` over `message` is by the Ed25519 key `publicKey` (RFC 8032, one encoding only). */
export function isSigned(publicKey: Bytes, message: Bytes, signature: Bytes): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}

/** What the author signs: keccak256(0x19 0x01 ‖ domain separator ‖ hashStruct(batch)). */
function digest(batch: ProvedBatch, domain: Domain): Bytes {
  const separator = keccak(
    DOMAIN_TYPE, keccak(utf8("Tegata")), keccak(utf8("1")),
    integerBytes(domain.chainId, 32), integerBytes(bytesToInteger(domain.registry), 32), domain.network,
  );
  const numbers = [batch.count, batch.kind, batch.scope, batch.member, batch.validUntil];
  const struct = keccak(BATCH_TYPE, batch.root, ...numbers.map((value) => integerBytes(value, 32)));
  return keccak(concat(Uint8Array.of(0x19, 0x01), separator, struct));
}

function malformed(where: string, expected: string, found: string): never {
  return refuse("batch.signature", where, expected, found);
}
