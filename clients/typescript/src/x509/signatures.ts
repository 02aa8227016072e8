/** Signatures by the keys of certificates: RSA (PKCS #1 v1.5, RFC 8017 §8.2.2) and ECDSA (FIPS 186-5). */

import { p256, p384, p521 } from "@noble/curves/nist.js";
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { type Bytes, bytesToInteger, concat, integerBytes, same, unhex } from "../bytes.js";
import type { Algorithm, Certificate } from "./certificate.js";
import { TAG, Unreadable, items, oid, single, unsigned } from "./der.js";

type Hash = "SHA-256" | "SHA-384" | "SHA-512";
const HASHES = { "SHA-256": sha256, "SHA-384": sha384, "SHA-512": sha512 };
/** DigestInfo before the digest (RFC 8017 §9.2, note 1). */
const PREFIXES: Record<Hash, Bytes> = {
  "SHA-256": unhex("3031300d060960864801650304020105000420"),
  "SHA-384": unhex("3041300d060960864801650304020205000430"),
  "SHA-512": unhex("3051300d060960864801650304020305000440"),
};
const RSA_KEY = "1.2.840.113549.1.1.1";
const EC_KEY = "1.2.840.10045.2.1";
const CURVES = {
  "1.2.840.10045.3.1.7": { curve: p256, hash: "SHA-256" },
  "1.3.132.0.34": { curve: p384, hash: "SHA-384" },
  "1.3.132.0.35": { curve: p521, hash: "SHA-512" },
} as const;
const SIGNATURES: Record<string, { kind: "rsa" | "ec"; hash: Hash }> = {
  "1.2.840.113549.1.1.11": { kind: "rsa", hash: "SHA-256" },
  "1.2.840.113549.1.1.12": { kind: "rsa", hash: "SHA-384" },
  "1.2.840.113549.1.1.13": { kind: "rsa", hash: "SHA-512" },
  "1.2.840.10045.4.3.2": { kind: "ec", hash: "SHA-256" },
  "1.2.840.10045.4.3.3": { kind: "ec", hash: "SHA-384" },
  "1.2.840.10045.4.3.4": { kind: "ec", hash: "SHA-512" },
};
const RSA_PSS = "1.2.840.113549.1.1.10";
const MINIMUM_RSA_BYTES = 256;
const LARGEST_EXPONENT = 1n << 64n;

/** What this verifier cannot check, though it may be right. */
export class Unchecked extends Error {
  override readonly name = "Unchecked";
}

type PublicKey = { kind: "rsa"; modulus: bigint; size: number; exponent: bigint } | { kind: "ec"; curve: (typeof CURVES)[keyof typeof CURVES]; point: Bytes };

/** Whether the key of `certificate` signed `message` as a statement is signed: one hash for each kind of key. */
export function signedStatement(certificate: Certificate, message: Bytes, signature: Bytes): boolean {
  const key = keyOf(certificate);
  if (!key) return false;
  return holds(key, key.kind === "rsa" ? "SHA-256" : key.curve.hash, message, signature);
}

/** Whether `issuer` signed `child`, with an algorithm and a key that certificates may have today. */
export function issued(issuer: Certificate, child: Certificate): boolean {
  const key = keyOf(issuer);
  if (!key || (key.kind === "rsa" && key.size < MINIMUM_RSA_BYTES)) return false;
  if (child.algorithm.oid === RSA_PSS) throw new Unchecked("RSASSA-PSS");
  const scheme = SIGNATURES[child.algorithm.oid];
  if (!scheme || scheme.kind !== key.kind || !plain(child.algorithm, scheme.kind)) return false;
  return holds(key, scheme.hash, child.signed, child.signature);
}

/** The parameters of an algorithm are as RFC 4055 §5 and RFC 5758 §3.2 write them: null for RSA, none for ECDSA. */
function plain(algorithm: Algorithm, kind: "rsa" | "ec"): boolean {
  return kind === "ec" ? !algorithm.parameters : algorithm.parameters?.tag === TAG.null && !algorithm.parameters.content.length;
}

/** The key of a certificate; null for a kind that signs nothing here. */
function keyOf(certificate: Certificate): PublicKey | null {
  const { keyAlgorithm, key } = certificate;
  if (keyAlgorithm.oid === RSA_KEY) {
    const [modulus, exponent] = items(single(key)).map(unsigned);
    if (!modulus || !exponent) throw new Unreadable("an RSA key");
    if (exponent >= LARGEST_EXPONENT) throw new Unchecked("an RSA key with a large exponent");
    return { kind: "rsa", modulus, exponent, size: Math.ceil(modulus.toString(2).length / 8) };
  }
  if (keyAlgorithm.oid !== EC_KEY) return null;
  const name = oid(keyAlgorithm.parameters);
  if (!Object.hasOwn(CURVES, name)) throw new Unchecked(`the curve ${name}`);
  return { kind: "ec", curve: CURVES[name as keyof typeof CURVES], point: key };
}

function holds(key: PublicKey, hash: Hash, message: Bytes, signature: Bytes): boolean {
  const digest = HASHES[hash](message);
  if (key.kind === "rsa") return rsaHolds(key, concat(PREFIXES[hash], digest), signature);
  try {
    return key.curve.curve.verify(signature, digest, key.point, { prehash: false, lowS: false, format: "der" });
  } catch {
    return false;
  }
}

function rsaHolds(key: Extract<PublicKey, { kind: "rsa" }>, info: Bytes, signature: Bytes): boolean {
  const value = bytesToInteger(signature);
  const filling = key.size - info.length - 3;
  if (signature.length !== key.size || value >= key.modulus || filling < 8) return false;
  const wanted = concat(Uint8Array.of(0, 1), new Uint8Array(filling).fill(0xff), Uint8Array.of(0), info);
  return same(integerBytes(power(value, key.exponent, key.modulus), key.size), wanted);
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let left = exponent; left; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
