/**
 * A header with its commit: whether they belong together, and whether enough of a set signed them.
 *
 * As CometBFT's `SignedHeader.ValidateBasic` and `VerifyCommitLight`: votes count in their order until there are enough.
 */

import { type Bytes, compare, concat, hex, same, utf8 } from "../bytes.js";
import { type Fault, refuse } from "../faults.js";
import { sha256 } from "../hashes.js";
import { root } from "../merkle.js";
import { isSigned } from "../signature.js";
import {
  ABSENT, COMMIT, CONTENTS, NIL, ZERO_TIME,
  type BlockId, type Commit, type CommitSig, type ConsensusHeader, type Timestamp,
  decodeCommit, decodeHeader, encodeBlockId, encodeTime, encodeVersion,
} from "./messages.js";
import * as pb from "./protobuf.js";

const BLOCK_PROTOCOL = 11n;
const PRECOMMIT = 2n;
const LEAF = Uint8Array.of(0);

export interface Validator {
  publicKey: Bytes;
  power: bigint;
}

export interface SignedHeader {
  header: ConsensusHeader;
  commit: Commit;
}

/** How votes name a validator: the first 20 bytes of its key's SHA-256. */
export function addressOf(validator: Validator): Bytes {
  return sha256(validator.publicKey).subarray(0, 20);
}

/** The Merkle root over the validators' encodings, as a header's `validators_hash` has it. */
export function validatorsHash(validators: Validator[]): Bytes {
  const encoded = validators.map((each) => concat(pb.message(1, pb.content(1, each.publicKey)), pb.number(2, each.power)));
  return root(encoded.map((each) => sha256(LEAF, each)));
}

/** Whether `validators` stand in CometBFT's order: most power first, those of equal power by address; none twice. */
export function inOrder(validators: Validator[]): boolean {
  return validators.every((each, at) => {
    const before = validators[at - 1];
    if (!before) return true;
    return before.power > each.power || (before.power === each.power && compare(addressOf(before), addressOf(each)) < 0);
  }) && new Set(validators.map((each) => hex(each.publicKey))).size === validators.length;
}

/** The header and the commit in two messages, which are of the chain `chainId` and belong together. */
export function readSignedHeader(header: Bytes, commit: Bytes, chainId: string): SignedHeader {
  const signed = { header: decodeHeader(header), commit: decodeCommit(commit) };
  checkHeader(signed.header);
  checkForm(signed.commit);
  if (signed.header.chainId !== chainId) refuse("finality.chain", "finality/header", chainId, signed.header.chainId);
  if (signed.commit.height !== signed.header.height) badCommit(`height ${signed.header.height}, the header's`, String(signed.commit.height));
  if (!same(signed.commit.block.hash, headerHash(signed.header))) badCommit("votes for this header", "votes for another");
  return signed;
}

/** Refuses unless more than two thirds of the power of `validators`, the header's own set, signed it. */
export function checkCommit(signed: SignedHeader, validators: Validator[]): void {
  const { signatures } = signed.commit;
  if (signatures.length !== validators.length) badCommit(`${validators.length} places, one for each validator`, String(signatures.length));
  const addresses = validators.map(addressOf);
  const power = validators.reduce((sum, each) => sum + each.power, 0n);
  const needed = (power * 2n) / 3n;
  let counted = 0n;
  for (const [place, vote] of signatures.entries()) {
    const validator = validators[place];
    if (vote.flag !== COMMIT || !validator) continue;
    if (!same(vote.address, addresses[place] ?? new Uint8Array())) misplaced(place, vote, addresses);
    const message = voteMessage(signed.header.chainId, signed.commit, vote.time);
    if (!isSigned(validator.publicKey, message, vote.signature)) {
      badVote("finality.signature", place, "the validator's signature over its vote for this block", "another");
    }
    counted += validator.power;
    if (counted > needed) return;
  }
  refuse("finality.power", "finality/commit", `votes of more than ${needed} of ${power} in power`, `votes of ${counted}`);
}

/** The Merkle root over the fourteen fields, each in its own message (CometBFT, `Header.Hash`). */
function headerHash(header: ConsensusHeader): Bytes {
  const fields = [
    encodeVersion(header),
    pb.content(1, utf8(header.chainId)),
    pb.number(1, header.height),
    encodeTime(header.time),
    encodeBlockId(header.lastBlock),
    ...header.contents.map((value) => pb.content(1, value)),
  ];
  return root(fields.map((field) => sha256(LEAF, field)));
}

/** What a validator signs for the commit's block: its `CanonicalVote`, preceded by its length. */
function voteMessage(chainId: string, commit: Commit, time: Timestamp): Bytes {
  const vote = concat(
    pb.number(1, PRECOMMIT),
    pb.fixed64(2, commit.height),
    pb.fixed64(3, commit.round),
    pb.message(4, encodeBlockId(commit.block)),
    pb.message(5, encodeTime(time)),
    pb.content(6, utf8(chainId)),
  );
  return concat(pb.varint(vote.length), vote);
}

function checkHeader(header: ConsensusHeader): void {
  const at = (place: number): number => header.contents[place]?.length ?? 0;
  const hashes = header.contents.slice(0, -1);
  const whole =
    header.blockProtocol === BLOCK_PROTOCOL &&
    utf8(header.chainId).length <= 50 &&
    header.height > 0n &&
    at(CONTENTS.validatorsHash) === 32 &&
    at(CONTENTS.appHash) === 32 &&
    hashes.every((value) => value.length === 0 || value.length === 32) &&
    at(CONTENTS.proposer) === 20 &&
    isBlockId(header.lastBlock);
  if (!whole) refuse("finality.header", "finality/header", "a header that CometBFT makes", "another");
}

function checkForm(commit: Commit): void {
  if (commit.round < 0n || commit.round >= 2n ** 31n || !isBlockId(commit.block) || !commit.block.hash.length) badCommit("a round and a block", "others");
  if (!commit.signatures.length) badCommit("votes", "none");
  commit.signatures.forEach((vote, place) => {
    if (!isWhole(vote)) badVote("finality.commit", place, "a vote, or none at all", "half of one");
  });
}

function isWhole(vote: CommitSig): boolean {
  if (vote.flag === ABSENT) {
    return !vote.address.length && !vote.signature.length && vote.time.seconds === ZERO_TIME && vote.time.nanos === 0n;
  }
  const known = vote.flag === COMMIT || vote.flag === NIL;
  return known && vote.address.length === 20 && vote.signature.length > 0 && vote.signature.length <= 64;
}

function isBlockId(block: BlockId): boolean {
  const sizes = [block.hash.length, block.partsHash.length];
  return sizes.every((size) => size === 0 || size === 32) && block.parts >= 0n && block.parts < 2n ** 32n;
}

function misplaced(place: number, vote: CommitSig, addresses: Bytes[]): never {
  const twice = addresses.slice(0, place).some((address) => same(address, vote.address));
  return twice
    ? badVote("finality.duplicate", place, "each validator once", "one a second time")
    : badVote("finality.foreign", place, "a vote of the validator whose place this is", "one of another key");
}

function badVote(fault: Fault, place: number, expected: string, found: string): never {
  return refuse(fault, `finality/commit/signatures/${place}`, expected, found);
}

function badCommit(expected: string, found: string): never {
  return refuse("finality.commit", "finality/commit", expected, found);
}
