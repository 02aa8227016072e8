/** What the ledger's state says, read through trie proofs: an account's code and storage, then its slots. */

import { type Bytes, hex0x, integerBytes, same } from "./bytes.js";
import { KNOWN_CODES } from "./codes.js";
import { refuse } from "./faults.js";
import { keccak } from "./hashes.js";
import { decode, decodeStrings, integer } from "./rlp.js";
import * as slots from "./slots.js";
import { type NodeSet, lookup } from "./trie.js";
import type { ContractName, Contracts } from "./trust.js";

/** How a record or a batch ended, and what took its place. */
export interface End extends slots.StatusEntry {
  successor: Bytes | null;
}

/** What the ledger keeps of a batch, its author's key and its member; `end` is null while it stands. */
export interface BatchFacts {
  entry: slots.BatchEntry;
  key: slots.KeyEntry;
  member: slots.MemberEntry;
  nameHash: Bytes;
  end: End | null;
}

/** Reads slots of the trusted contracts under one state root. Each account is proved once. */
export class StateReader {
  readonly #roots = new Map<ContractName, Bytes>();

  constructor(
    private readonly nodes: NodeSet,
    private readonly stateRoot: Bytes,
    private readonly contracts: Contracts,
  ) {}

  /** The word at `slot` of `contract`, zero where it is proved to be empty. */
  word(contract: ContractName, slot: Bytes): bigint {
    const where = `state/${contract}`;
    const root = this.#roots.get(contract) ?? this.#open(contract, where);
    const value = lookup(this.nodes, root, keccak(slot), "state.slot.unproved", where);
    if (value === null) return 0n;
    const content = decode(value, where);
    if (Array.isArray(content) || content.length < 1 || content.length > 32) {
      return refuse("state.slot.invalid", where, "1 to 32 bytes", "another value");
    }
    return integer(content, where);
  }

  /** What the word at `slot` says; refused (`state.slot.invalid`) for one that the contract never writes. */
  read<Found>(contract: ContractName, slot: Bytes, decodeWord: (word: bigint) => Found | undefined): Found {
    const word = this.word(contract, slot);
    const found = decodeWord(word);
    return found === undefined
      ? refuse("state.slot.invalid", `state/${contract}`, "a word as the contract writes it", `0x${word.toString(16)}`)
      : found;
  }

  /** The storage root of `contract`, once its code is one that the trust file and this version know. */
  #open(contract: ContractName, where: string): Bytes {
    const trusted = this.contracts[contract];
    if (!trusted) return refuse("state.code.untrusted", where, "a contract whose address is known", "none");
    const leaf = lookup(this.nodes, this.stateRoot, keccak(trusted.address), "state.account.unproved", where);
    if (leaf === null) return refuse("state.account.absent", where, `a contract at ${hex0x(trusted.address)}`, "no account");
    const fields = decodeStrings(leaf, where);
    const [nonce, balance, root, code] = fields;
    if (!nonce || !balance || fields.length !== 4 || root?.length !== 32 || code?.length !== 32) {
      return refuse("state.account.invalid", where, "nonce, balance, two hashes", "another list");
    }
    integer(nonce, where);
    integer(balance, where);
    if (!trusted.codeHashes.some((hash) => same(hash, code))) {
      refuse("state.code.untrusted", where, "a code hash that the trust file lists", hex0x(code));
    }
    if (!(KNOWN_CODES[contract] ?? []).includes(hex0x(code))) {
      refuse("state.code.unknown", where, "the hash of a known version", hex0x(code));
    }
    this.#roots.set(contract, root);
    return root;
  }
}

/** What the ledger keeps under (member, root); refused where nothing was anchored. */
export function readBatch(state: StateReader, member: number, root: Bytes, where: string): BatchFacts {
  const entry = slots.decodeBatch(state.word("Registry", slots.batchSlot(member, root)));
  if (!entry) return refuse("batch.not_anchored", where, `a batch that member ${member} anchored`, "proof that there is none");
  const key = state.read("Consortium", slots.keySlot(entry.author), slots.decodeKey);
  const about = state.read("Consortium", slots.memberSlot(member), slots.decodeMember);
  if (key?.member !== member) return refuse("author.key", where, `a key of member ${member}`, hex0x(entry.author));
  if (!about) return refuse("author.member", where, `the member ${member}`, "proof that there is none");
  const nameHash = integerBytes(state.word("Consortium", slots.nameSlot(member)), 32);
  return { entry, key, member: about, nameHash, end: readEnd(state, member, root) };
}

/** How `target`, a record's id or a batch's root, ended; null where it is proved to stand. */
export function readEnd(state: StateReader, member: number, target: Bytes): End | null {
  const entry = state.read("Status", slots.statusSlot(member, target), slots.decodeStatus);
  if (!entry) return null;
  if (entry.state !== "superseded") return { ...entry, successor: null };
  return { ...entry, successor: integerBytes(state.word("Status", slots.successorSlot(member, target)), 32) };
}

