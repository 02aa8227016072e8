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

/** What a signature is bound to: a chain, a contract on it (of a trust file: the Registry), and the network. */
export interface Domain {
  chainId: bigint;
  contract: Bytes;
  network: Bytes;
}

/** A signature in a second encoding, or one that no key could make. */
export class SignatureInvalid extends Error {
  constructor(
    readonly expected: string,
    readonly found: string,
  ) {
    super(`expected ${expected}, found ${found}.`);
    this.name = "SignatureInvalid";
  }
}

/** The address whose key signed `batch` in `domain`; refused (`batch.signature`) for any second encoding. */
export function authorOf(batch: ProvedBatch, domain: Domain, where: string): Bytes {
  try {
    return recover(digestOf(structOf(batch), domain), batch.signature);
  } catch (error) {
    if (!(error instanceof SignatureInvalid)) throw error;
    return refuse("batch.signature", where, error.expected, error.found);
  }
}

/** The address whose key signed `digest`: 65 bytes, low s, v 27 or 28. Throws SignatureInvalid. */
export function recover(digest: Bytes, signature: Bytes): Bytes {
  const r = bytesToInteger(signature.subarray(0, 32));
  const s = bytesToInteger(signature.subarray(32, 64));
  const v = signature[64] ?? 0;
  if (v !== 27 && v !== 28) throw new SignatureInvalid("27 or 28 as v", String(v));
  if (!r || !s || r >= ORDER || s >= ORDER) throw new SignatureInvalid("r and s between 1 and the group order", "out of range");
  if (s > ORDER / 2n) throw new SignatureInvalid("the low of the two values of s", "the high one (malleable)");
  try {
    const found = secp256k1.Signature.fromBytes(signature.subarray(0, 64), "compact").addRecoveryBit(v - 27);
    return keccak(found.recoverPublicKey(digest).toBytes(false).subarray(1)).subarray(12);
  } catch (error) {
    throw new SignatureInvalid("a signature that a key could make", String(error));
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

/** What is signed: keccak256(0x19 0x01 ‖ domain separator ‖ hashStruct of the act). */
export function digestOf(struct: Bytes, domain: Domain): Bytes {
  const separator = keccak(
    DOMAIN_TYPE, keccak(utf8("Tegata")), keccak(utf8("1")),
    integerBytes(domain.chainId, 32), integerBytes(bytesToInteger(domain.contract), 32), domain.network,
  );
  return keccak(concat(Uint8Array.of(0x19, 0x01), separator, struct));
}

function structOf(batch: ProvedBatch): Bytes {
  const numbers = [batch.count, batch.kind, batch.scope, batch.member, batch.validUntil];
  return keccak(BATCH_TYPE, batch.root, ...numbers.map((value) => integerBytes(value, 32)));
}
