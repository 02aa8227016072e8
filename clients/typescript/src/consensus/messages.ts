/** The header of a block of CometBFT's consensus, and the commit under it (proto/tendermint/types/types.proto). */

import { type Bytes, concat, same, utf8 } from "../bytes.js";
import * as pb from "./protobuf.js";

/** What a validator's place in a commit says: no vote seen, a vote for the block, a vote for none. */
export const ABSENT = 1n;
export const COMMIT = 2n;
export const NIL = 3n;

/** Seconds of Go's zero time, the start of year 1: the time of a vote that is absent. */
export const ZERO_TIME = -62_135_596_800n;
const LAST_SECOND = 253_402_300_799n;

export interface Timestamp {
  seconds: bigint;
  nanos: bigint;
}

/** A block's hash, and how its parts are counted and hashed; all empty before the first block. */
export interface BlockId {
  hash: Bytes;
  parts: bigint;
  partsHash: Bytes;
}

export interface ConsensusHeader {
  blockProtocol: bigint;
  appVersion: bigint;
  chainId: string;
  height: bigint;
  time: Timestamp;
  lastBlock: BlockId;
  /** The fields from the sixth on, all of them bytes: `CONTENTS` names them. */
  contents: Bytes[];
}

/** Places in `contents`. */
export const CONTENTS = { validatorsHash: 2, appHash: 5, proposer: 8 } as const;

export interface CommitSig {
  flag: bigint;
  address: Bytes;
  time: Timestamp;
  signature: Bytes;
}

export interface Commit {
  height: bigint;
  round: bigint;
  block: BlockId;
  signatures: CommitSig[];
}

export function encodeTime(time: Timestamp): Bytes {
  return concat(pb.number(1, time.seconds), pb.number(2, time.nanos));
}

/** The message as bytes; the same for the canonical one that votes sign. */
export function encodeBlockId(block: BlockId): Bytes {
  const parts = concat(pb.number(1, block.parts), pb.content(2, block.partsHash));
  return concat(pb.content(1, block.hash), pb.message(2, parts));
}

export function encodeVersion(header: ConsensusHeader): Bytes {
  return concat(pb.number(1, header.blockProtocol), pb.number(2, header.appVersion));
}

/** The header that `data` spells, in its one spelling. */
export function decodeHeader(data: Bytes): ConsensusHeader {
  const where = "finality/header";
  const fields = pb.read(data, where);
  const version = pb.read(pb.oneContent(fields, 1, where), `${where}/version`);
  const header: ConsensusHeader = {
    blockProtocol: pb.oneNumber(version, 1, where),
    appVersion: pb.oneNumber(version, 2, where),
    chainId: textOf(pb.oneContent(fields, 2, where), where),
    height: pb.oneNumber(fields, 3, where),
    time: timestampOf(pb.oneContent(fields, 4, where), `${where}/time`),
    lastBlock: blockIdOf(pb.oneContent(fields, 5, where), `${where}/last_block`),
    contents: Array.from({ length: 9 }, (_, at) => pb.oneContent(fields, 6 + at, where)),
  };
  checkSpelling(encodeHeader(header), data, where);
  return header;
}

/** The commit that `data` spells, in its one spelling. */
export function decodeCommit(data: Bytes): Commit {
  const where = "finality/commit";
  const fields = pb.read(data, where);
  const commit: Commit = {
    height: pb.oneNumber(fields, 1, where),
    round: pb.oneNumber(fields, 2, where),
    block: blockIdOf(pb.oneContent(fields, 3, where), `${where}/block`),
    signatures: (fields.get(4) ?? []).map((value, at) => signatureOf(value, `${where}/signatures/${at}`)),
  };
  checkSpelling(encodeCommit(commit), data, where);
  return commit;
}

function encodeHeader(header: ConsensusHeader): Bytes {
  return concat(
    pb.message(1, encodeVersion(header)),
    pb.content(2, utf8(header.chainId)),
    pb.number(3, header.height),
    pb.message(4, encodeTime(header.time)),
    pb.message(5, encodeBlockId(header.lastBlock)),
    ...header.contents.map((value, at) => pb.content(6 + at, value)),
  );
}

function encodeCommit(commit: Commit): Bytes {
  return concat(
    pb.number(1, commit.height),
    pb.number(2, commit.round),
    pb.message(3, encodeBlockId(commit.block)),
    ...commit.signatures.map((signature) => pb.message(4, encodeSignature(signature))),
  );
}

function encodeSignature(signature: CommitSig): Bytes {
  return concat(
    pb.number(1, signature.flag),
    pb.content(2, signature.address),
    pb.message(3, encodeTime(signature.time)),
    pb.content(4, signature.signature),
  );
}

function signatureOf(data: bigint | Bytes, where: string): CommitSig {
  if (typeof data === "bigint") return pb.invalid(where, "a message", "a number");
  const fields = pb.read(data, where);
  return {
    flag: pb.oneNumber(fields, 1, where),
    address: pb.oneContent(fields, 2, where),
    time: timestampOf(pb.oneContent(fields, 3, where), `${where}/time`),
    signature: pb.oneContent(fields, 4, where),
  };
}

function timestampOf(data: Bytes, where: string): Timestamp {
  const fields = pb.read(data, where);
  const time = { seconds: pb.oneNumber(fields, 1, where), nanos: pb.oneNumber(fields, 2, where) };
  if (time.seconds < ZERO_TIME || time.seconds > LAST_SECOND || time.nanos < 0n || time.nanos >= 10n ** 9n) {
    pb.invalid(where, "a time of the years 1 to 9999", `${time.seconds} s, ${time.nanos} ns`);
  }
  return time;
}

function blockIdOf(data: Bytes, where: string): BlockId {
  const fields = pb.read(data, where);
  const parts = pb.read(pb.oneContent(fields, 2, where), `${where}/parts`);
  return {
    hash: pb.oneContent(fields, 1, where),
    parts: pb.oneNumber(parts, 1, where),
    partsHash: pb.oneContent(parts, 2, where),
  };
}

function textOf(data: Bytes, where: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return pb.invalid(`${where}/chain_id`, "UTF-8", "other bytes");
  }
}

function checkSpelling(canonical: Bytes, data: Bytes, where: string): void {
  if (!same(canonical, data)) {
    pb.invalid(where, "the message's one spelling (proto3, fields in order, each once)", "another");
  }
}
