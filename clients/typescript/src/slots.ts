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

/** What a line of an origin proof covers and what is used of it, decimals × 10⁹ in `unit`. */
export interface LineBalance {
  quantity: bigint;
  used: bigint;
  left: bigint;
  unit: string;
  whole: boolean;
}

export interface DebitEntry {
  quantity: bigint;
  revision: number;
  member: number;
  state: string;
  whole: boolean;
}

export interface CaseEntry {
  member: number;
  respondent: number;
  state: string;
  due: number;
}

const DEBIT_STATES = ["", "reserved", "confirmed", "released"] as const;
const CASE_STATES = ["", "sent", "received", "answered", "lapsed", "closed", "withdrawn"] as const;
const SIGNING = 1n;

const LAYOUT = { members: 1n, names: 2n, keys: 8n, identities: 13n, identifiers: 14n, keyCounts: 16n, serviceKeys: 17n, batches: 0n, ends: 0n, successors: 1n, lines: 0n, debits: 1n, cases: 0n };

export const memberSlot = (member: number): Bytes => entry(LAYOUT.members, BigInt(member));
export const nameSlot = (member: number): Bytes => entry(LAYOUT.names, BigInt(member));
export const keySlot = (key: Bytes): Bytes => entry(LAYOUT.keys, bytesToInteger(key));
export const identifierSlot = (identifier: Bytes): Bytes => entry(LAYOUT.identifiers, bytesToInteger(identifier));
export const identitySlot = (key: Bytes, index: number): Bytes =>
  within(entry(LAYOUT.identities, bytesToInteger(key)), BigInt(index));
export const nextSlot = (slot: Bytes): Bytes => integerBytes(bytesToInteger(slot) + 1n, 32);
export const batchSlot = (member: number, root: Bytes): Bytes => nested(LAYOUT.batches, member, root);
export const statusSlot = (member: number, target: Bytes): Bytes => nested(LAYOUT.ends, member, target);
export const successorSlot = (member: number, target: Bytes): Bytes => nested(LAYOUT.successors, member, target);

export const lineSlot = (lineage: Bytes, line: bigint): Bytes => within(entry(LAYOUT.lines, bytesToInteger(lineage)), line);
export const debitSlot = (lineage: Bytes, line: bigint, d: Bytes): Bytes =>
  within(within(entry(LAYOUT.debits, bytesToInteger(lineage)), line), bytesToInteger(d));
export const caseSlot = (id: Bytes): Bytes => entry(LAYOUT.cases, bytesToInteger(id));
export const signingKeyCountSlot = (member: number): Bytes => within(entry(LAYOUT.keyCounts, BigInt(member)), SIGNING);
export const signingKeySlot = (member: number, index: number): Bytes =>
  within(within(entry(LAYOUT.serviceKeys, BigInt(member)), SIGNING), BigInt(index));

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

/** What the word at a line's slot says; null if nothing was ever drawn from the line. */
export function decodeLine(word: bigint): LineBalance | null | undefined {
  if (!word) return null;
  const letters = [part(word, 216, 8), part(word, 208, 8), part(word, 200, 8)];
  if (letters.some((letter) => letter > 0x7f)) return undefined;
  const unit = String.fromCharCode(...letters).replace(/^[\0 ]+|[\0 ]+$/g, "");
  const quantity = BigInt.asUintN(100, word);
  const used = BigInt.asUintN(100, word >> 100n);
  const whole = part(word, 240, 8) > 0;
  return { quantity, used, left: whole || used > quantity ? 0n : quantity - used, unit, whole };
}

/** What the word at a debit's slot says; null if it was never written. */
export function decodeDebit(word: bigint): DebitEntry | null | undefined {
  if (!word) return null;
  const state = DEBIT_STATES[part(word, 228, 4)];
  if (!state) return undefined;
  return {
    quantity: BigInt.asUintN(100, word), revision: part(word, 180, 32), member: part(word, 212, 16), state, whole: word >> 232n > 0n,
  };
}

/** What the word at a case's slot says; null if there is no such case. */
export function decodeCase(word: bigint): CaseEntry | null | undefined {
  if (!word) return null;
  const state = CASE_STATES[part(word, 56, 8)];
  return state ? { member: part(word, 0, 16), respondent: part(word, 16, 16), state, due: part(word, 136, 40) } : undefined;
}

/** What the word at an identifier's slot says; null if it was never verified. */
export function decodeIdentifier(word: bigint): { until: number } | null | undefined {
  return word ? { until: part(word, 56, 40) } : null;
}

/** From and until (exclusive, seconds), of the word after a service key's. */
export function decodeWindow(word: bigint): { start: number; end: number } {
  return { start: part(word, 0, 40), end: part(word, 40, 40) };
}

function within(slot: Bytes, key: bigint): Bytes {
  return keccak(slot, integerBytes(key, 32));
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
