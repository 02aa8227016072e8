/**
 * Where the contracts keep what proofs show, and what the words there mean (docs/contracts.md, "Storage").
 *
 * A mapping's entry stands at keccak256(slot ‖ key), nested mappings likewise from outside in.
 */

import { type Bytes, bytesToInteger, integerBytes } from "./bytes.js";
import { keccak } from "./hashes.js";

const STATES = ["active", "revoked", "superseded", "withdrawn"] as const;
const MEMBER_STATES = ["", "active", "suspended", "removed"] as const;
export const ROLES = [
  "issuing_body", "exporter", "producer", "importer", "trader", "carrier",
  "forwarder", "terminal", "bonded_operator", "customs", "postal_operator", "platform",
] as const;

export interface BatchEntry {
  author: Bytes;
  time: number;
  count: number;
  kind: number;
  scope: number;
}

export interface StatusEntry {
  state: string;
  reason: number;
  time: number;
  key: Bytes;
}

export interface KeyEntry {
  member: number;
  compromisedSince: number;
}

export interface MemberEntry {
  state: string;
  country: string;
  roles: string[];
}

const LAYOUT = { members: 1n, names: 2n, keys: 8n, identities: 13n, identifiers: 14n, batches: 0n, ends: 0n, successors: 1n };

export const memberSlot = (member: number): Bytes => entry(LAYOUT.members, BigInt(member));
export const nameSlot = (member: number): Bytes => entry(LAYOUT.names, BigInt(member));
export const keySlot = (key: Bytes): Bytes => entry(LAYOUT.keys, bytesToInteger(key));
export const identifierSlot = (identifier: Bytes): Bytes => entry(LAYOUT.identifiers, bytesToInteger(identifier));
export const identitySlot = (key: Bytes, index: number): Bytes =>
  keccak(entry(LAYOUT.identities, bytesToInteger(key)), integerBytes(index, 32));
export const nextSlot = (slot: Bytes): Bytes => integerBytes(bytesToInteger(slot) + 1n, 32);
export const batchSlot = (member: number, root: Bytes): Bytes => nested(LAYOUT.batches, member, root);
export const statusSlot = (member: number, target: Bytes): Bytes => nested(LAYOUT.ends, member, target);
export const successorSlot = (member: number, target: Bytes): Bytes => nested(LAYOUT.successors, member, target);

/** What the word at a batch slot says; null if nothing was anchored. */
export function decodeBatch(word: bigint): BatchEntry | null {
  if (!word) return null;
  return {
    author: address(word),
    time: part(word, 160, 40),
    count: part(word, 200, 16) + 1,
    kind: part(word, 216, 8),
    scope: part(word, 224, 16),
  };
}

/** What the word at a status slot says; null while the target stands, undefined for a word no contract writes. */
export function decodeStatus(word: bigint): StatusEntry | null | undefined {
  if (!word) return null;
  const state = STATES[part(word, 0, 8)];
  if (!state) return undefined;
  return { state, reason: part(word, 8, 8), time: part(word, 16, 40), key: address(word >> 56n) };
}

/** What the word at a key slot says; null for a key that was never registered. */
export function decodeKey(word: bigint): KeyEntry | null | undefined {
  if (!word) return null;
  return { member: part(word, 0, 16), compromisedSince: part(word, 112, 40) };
}

/** What the word at a member slot says; null if there is no such member. */
export function decodeMember(word: bigint): MemberEntry | null | undefined {
  if (!word) return null;
  const state = MEMBER_STATES[part(word, 0, 8)];
  const letters = [part(word, 24, 8), part(word, 16, 8)];
  if (!state || letters.some((letter) => letter > 0x7f)) return undefined;
  const roles = ROLES.filter((_, bit) => (word >> BigInt(32 + bit)) & 1n);
  return { state, country: String.fromCharCode(...letters), roles };
}

function entry(slot: bigint, key: bigint): Bytes {
  return keccak(integerBytes(slot, 32), integerBytes(key, 32));
}

function nested(slot: bigint, member: number, key: Bytes): Bytes {
  return keccak(entry(slot, BigInt(member)), key);
}

function part(word: bigint, from: number, bits: number): number {
  return Number(BigInt.asUintN(bits, word >> BigInt(from)));
}

function address(word: bigint): Bytes {
  return integerBytes(BigInt.asUintN(160, word), 20);
}
