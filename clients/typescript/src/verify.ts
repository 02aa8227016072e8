/**
 * Verification of a bundle: from bytes to a verdict, with a trust file and a clock, and nothing else.
 *
 * The order of the checks is the order of trust: finality makes the header true, the header the state, the state what
 * was anchored; then signature, inclusion and fields must lead to exactly that.
 */

import { type Bundle, type ProvedBatch, readBundle } from "./bundle.js";
import { hex0x, same } from "./bytes.js";
import { EvidenceRefused, refuse } from "./faults.js";
import { checkFinality } from "./finality.js";
import { decodeHeader } from "./header.js";
import { checkAbout, readIdentity } from "./identity.js";
import { checkRecord } from "./record.js";
import { authorOf } from "./signature.js";
import { type BatchFacts, StateReader, readBatch, readEnd } from "./state.js";
import { NodeSet } from "./trie.js";
import type { Trust } from "./trust.js";
import { type Ground, type Verdict, judge, refusedVerdict } from "./verdict.js";

/** Seconds: an older state no longer counts as fresh unless the checker says how old it may be. */
export const DEFAULT_MAX_AGE = 86_400;

/**
 * A verdict on each record of a bundle, in their order. `now` and `maxAge` are in seconds.
 *
 * Never throws for what is in the bundle: that is a verdict too. One fault anywhere refuses the whole.
 */
export function verify(data: Uint8Array | string, trust: Trust, now: number, maxAge = DEFAULT_MAX_AGE): Verdict[] {
  let bundle: Bundle | null = null;
  try {
    bundle = readBundle(data);
    return judged(bundle, trust, BigInt(now), BigInt(maxAge));
  } catch (error) {
    if (!(error instanceof EvidenceRefused)) throw error;
    return bundle ? bundle.records.map((record) => refusedVerdict(error, record)) : [refusedVerdict(error, null)];
  }
}

function judged(bundle: Bundle, trust: Trust, now: bigint, maxAge: bigint): Verdict[] {
  if (!same(bundle.network, trust.network)) refuse("network.other", "network", hex0x(trust.network), hex0x(bundle.network));
  const header = decodeHeader(bundle.header);
  const ground: Ground = { header, asOf: checkFinality(bundle.finality, header, trust, now), now, maxAge };
  const nodes = new NodeSet(bundle.nodes);
  const state = new StateReader(nodes, header.stateRoot, trust.contracts);
  const facts = bundle.batches.map((batch, at) => checkBatch(batch, state, trust, `batches/${at}`));
  const identities = bundle.identities.map((bound, at) => readIdentity(bound, trust.network, state, `identities/${at}`));
  const verdicts = bundle.records.map((record, at) => {
    const [batch, known] = [bundle.batches[record.batch], facts[record.batch]];
    if (!batch || !known) return refuse("bundle.member", `records/${at}/batch`, "one of the batches", String(record.batch));
    checkRecord(record, batch, `records/${at}`);
    const end = readEnd(state, batch.member, record.id);
    const place = batch.identity ?? -1;
    const bound = bundle.identities[place];
    if (bound) checkAbout(bound, batch.member, known.entry.author, `identities/${place}`);
    return judge(record, batch, known, end, ground, identities[place] ?? null);
  });
  nodes.checkAllUsed();
  return verdicts;
}

/** What the ledger keeps of `batch`, once it is what its author signed. */
function checkBatch(batch: ProvedBatch, state: StateReader, trust: Trust, where: string): BatchFacts {
  const facts = readBatch(state, batch.member, batch.root, where);
  const { entry } = facts;
  if (batch.count !== entry.count || batch.kind !== entry.kind || batch.scope !== entry.scope) {
    refuse(
      "batch.terms", where,
      `count ${entry.count}, kind ${entry.kind}, scope ${entry.scope}, as anchored`,
      `count ${batch.count}, kind ${batch.kind}, scope ${batch.scope}`,
    );
  }
  if (!same(authorOf(batch, trust.domain, `${where}/signature`), entry.author)) {
    refuse("batch.author", `${where}/signature`, `a signature over this batch by ${hex0x(entry.author)}, who anchored it`, "one over another text, or by another key");
  }
  return facts;
}
