/**
 * X.509 identity statements (docs/proof-bundle.md, "Identity statements"): read, and compared with the hash on the ledger, and
 * judged at the second when it was bound.
 */

import { type Bytes, concat, hex, hex0x, integerBytes, same, utf8 } from "./bytes.js";
import { brief, refuse } from "./faults.js";
import { canonicalText } from "./fields.js";
import { sha256 } from "./hashes.js";
import { type Json, canonical } from "./json.js";
import * as shape from "./shape.js";
import { decodeIdentifier, identifierSlot, identitySlot, nextSlot } from "./slots.js";
import type { StateReader } from "./state.js";
import { moment } from "./time.js";
import { type IdentityFault, judge } from "./x509/judging.js";

const FORMAT = "tegata/identity/1";
const ROOT_SCHEME = "X509-ROOT";
const MAX_CHAIN = 6;
const MAX_CERTIFICATE = 8 * 1024;
const MAX_SIGNATURE = 1_024;

/** An identity statement, and which of its key's statements on the ledger it is, from 0. */
export interface BoundStatement {
  index: number;
  network: Bytes;
  member: number;
  key: Bytes;
  name: string;
  /** Certificates in DER: the signer's, those between, the root. */
  chain: Bytes[];
  signature: Bytes;
  digest: Bytes;
}

/** What becomes of a bound statement: whom it names, or why nobody. `fault` is null where it names or is unchecked. */
export interface ShownIdentity {
  shown: boolean | null;
  reason: string;
  fault: IdentityFault | null;
}

/** The statement in a JSON value, read strictly. */
export function boundStatement(value: Json, where: string): BoundStatement {
  const bound = shape.members(value, where, ["index", "statement"]);
  const index = shape.count(bound.get("index"), `${where}/index`, 0xffff);
  const statement = bound.get("statement") ?? null;
  const format = statement instanceof Map ? statement.get("format") : undefined;
  if (format !== FORMAT) refuse("bundle.format", `${where}/statement/format`, FORMAT, brief(format));
  const members = shape.members(statement, where, ["format", "network", "member", "key", "name", "chain", "signature"]);
  const chain = shape.array(members.get("chain"), `${where}/chain`, MAX_CHAIN, 2);
  const certificates = chain.map((certificate) => shape.base64(certificate, `${where}/chain`, MAX_CERTIFICATE));
  const signature = shape.base64(members.get("signature"), `${where}/signature`, MAX_SIGNATURE);
  return {
    index,
    network: shape.hexadecimal(members.get("network"), `${where}/network`, 32),
    member: shape.count(members.get("member"), `${where}/member`, 0xffff, 1),
    key: shape.hexadecimal(members.get("key"), `${where}/key`, 20),
    name: canonicalText(shape.text(members.get("name"), `${where}/name`, 1_000), `${where}/name`),
    chain: certificates,
    signature,
    digest: sha256(utf8(canonical(members))),
  };
}

/** Whom a statement names; refused where it is of another network, or other than the one whose hash stands on the ledger. */
export function readIdentity(bound: BoundStatement, network: Bytes, state: StateReader, where: string): ShownIdentity {
  if (!same(bound.network, network)) refuse("network.other", where, hex0x(network), hex0x(bound.network));
  const slot = identitySlot(bound.key, bound.index);
  if (!same(integerBytes(state.word("Consortium", slot), 32), bound.digest)) {
    refuse("identity.unbound", where, "the statement that the ledger keeps the hash of", `one with the hash ${hex0x(bound.digest)}`);
  }
  const boundAt = Number(BigInt.asUintN(40, state.word("Consortium", nextSlot(slot))));
  const fingerprint = hex(sha256(bound.chain[bound.chain.length - 1] ?? new Uint8Array()));
  const root = state.read("Consortium", identifierSlot(sha256(utf8(`${ROOT_SCHEME}\0${fingerprint}`))), decodeIdentifier);
  return judged(bound, boundAt, root !== null && boundAt < root.until);
}

/** `chosen`: the members' vote covers the root at the time of binding. */
function judged(bound: BoundStatement, boundAt: number, chosen: boolean): ShownIdentity {
  const message = concat(utf8(FORMAT), bound.network, integerBytes(bound.member, 2), bound.key, utf8(bound.name));
  const found = judge(bound.chain, message, bound.signature, bound.name, boundAt);
  if ("unchecked" in found) {
    const reason = `Identity statement not checked: it says “${bound.name}”, and this verifier does not judge ${found.unchecked}.`;
    return { shown: null, reason, fault: null };
  }
  const nobody = (why: string): string => `The identity statement of the author's key names nobody: ${why}.`;
  if ("fault" in found) return { shown: false, reason: nobody(found.why), fault: found.fault };
  if (!chosen) return { shown: null, reason: nobody(`the members did not choose its root, ${found.named}`), fault: "identity.root" };
  const reason =
    `The author's key is of “${bound.name}” by a certificate under the root “${found.named}” that the consortium chose, ` +
    `valid when it was bound on ${moment(boundAt)}.`;
  return { shown: true, reason, fault: null };
}

/** Refuses a statement about another key than the one that anchored the batch. */
export function checkAbout(bound: BoundStatement, member: number, author: Bytes, where: string): void {
  if (bound.member !== member || !same(bound.key, author)) {
    refuse(
      "identity.key", where,
      `a statement about key ${hex0x(author)} of member ${member}`,
      `one about ${hex0x(bound.key)} of member ${bound.member}`,
    );
  }
}
