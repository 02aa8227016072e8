/** That a block is final: who says so, and when. Each kind of front has its own evidence for it. */

import type { Finality } from "./bundle.js";
import { concat, hex0x, integerBytes, same, utf8 } from "./bytes.js";
import { CONTENTS } from "./consensus/messages.js";
import { checkCommit, readSignedHeader } from "./consensus/signed.js";
import { refuse } from "./faults.js";
import { type Header, decodeHeader } from "./header.js";
import { isSigned } from "./signature.js";
import { type Epoch, type Trust, checkpointAfter, sequencerOf, validatorsOf, voteChainId } from "./trust.js";

const SEQUENCER_TAG = utf8("tegata/finality/1");

type By<Kind extends Finality["kind"]> = Extract<Finality, { kind: Kind }>;

/** The time (seconds) as of which the block of `header` was the ledger's latest, once it is shown to be final. */
export function checkFinality(finality: Finality, header: Header, trust: Trust, now: bigint): bigint {
  if (finality.kind === "embedded") return bySequencer(finality, header, trust);
  if (finality.kind === "cometbft") return byValidators(finality, header, trust, now);
  return byCheckpoint(finality, header, trust);
}

function bySequencer(finality: By<"embedded">, header: Header, trust: Trust): bigint {
  const epoch = sequencerOf(trust, header.number);
  if (!epoch) return nobody(header);
  checkOpen(epoch, header);
  const time = BigInt(finality.time);
  const message = concat(SEQUENCER_TAG, trust.network, integerBytes(header.number, 8), header.hash, integerBytes(time, 8));
  if (!isSigned(epoch.publicKey, message, finality.signature)) {
    refuse("finality.signature", "finality/signature", `the sequencer's signature over block ${header.number} and this time`, "another");
  }
  if (time < header.time) refuse("finality.time", "finality/time", `a time from ${header.time} on, the block's own`, String(time));
  return epoch.end ? header.time : time;
}

function byValidators(finality: By<"cometbft">, header: Header, trust: Trust, now: bigint): bigint {
  const signed = readSignedHeader(finality.header, finality.commit, voteChainId(trust));
  const appHash = signed.header.contents[CONTENTS.appHash] ?? new Uint8Array();
  if (!same(appHash, header.hash)) {
    refuse("finality.app_hash", "finality/header", `the app hash ${hex0x(header.hash)}, of block ${header.number}`, hex0x(appHash));
  }
  const validators = signed.header.contents[CONTENTS.validatorsHash] ?? new Uint8Array();
  const epoch = validatorsOf(trust, validators, signed.header.height);
  if (!epoch) return nobody(header);
  checkOpen(epoch, header);
  if (epoch.seenAt !== null && now >= epoch.seenAt + epoch.trustingPeriod) {
    refuse("trust.stale", "trust", `validators that were seen in the last ${epoch.trustingPeriod} seconds`, `ones last seen ${now - epoch.seenAt} seconds ago`);
  }
  checkCommit(signed, epoch.validators);
  const decided = signed.header.time.seconds;
  return epoch.end || decided < header.time ? header.time : decided;
}

/** By hashes alone. The state was the latest at the block's own time; later, nothing says so. */
function byCheckpoint(finality: By<"checkpoint">, header: Header, trust: Trust): bigint {
  const end = checkpointAfter(trust, header.number);
  if (!end) return unlinked("", `a checkpoint of the trust file after block ${header.number}`, "none");
  let last = header;
  finality.headers.forEach((encoded, place) => {
    const following = decodeHeader(encoded);
    if (!same(following.parentHash, last.hash)) unlinked(`/${place}`, `the block after ${last.number}`, `block ${following.number}, which follows another`);
    last = following;
  });
  if (!same(last.hash, end.hash)) unlinked("", `the checkpoint at block ${end.number}, ${hex0x(end.hash)}`, `block ${last.number}, ${hex0x(last.hash)}`);
  return header.time;
}

/** Refuses unless the epoch lasts, or the block is its checkpoint: then its hash is enough. */
function checkOpen(epoch: Epoch, header: Header): void {
  if (epoch.end && !same(header.hash, epoch.end.hash)) {
    refuse("finality.retired", "finality", `the checkpoint at block ${epoch.end.number}: who signed before is retired`, `block ${header.number}`);
  }
}

function nobody(header: Header): never {
  return refuse("finality.key", "finality", "a signature by those whom the trust file lists, in their time", `another under block ${header.number}`);
}

function unlinked(place: string, expected: string, found: string): never {
  return refuse("finality.link", `finality/headers${place}`, expected, found);
}
