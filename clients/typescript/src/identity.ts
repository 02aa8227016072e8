/**
 * X.509 identity statements (docs/proof-bundle.md, "Identity statements"): read, and compared with the hash on the ledger.
 *
 * Certificates are not checked here: a verdict says so.
 */

import { type Bytes, hex0x, integerBytes, same, utf8 } from "./bytes.js";
import { brief, refuse } from "./faults.js";
import { canonicalText } from "./fields.js";
import { sha256 } from "./hashes.js";
import { type Json, canonical } from "./json.js";
import * as shape from "./shape.js";
import { identifierSlot, identitySlot, nextSlot } from "./slots.js";
import type { StateReader } from "./state.js";

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
  root: Bytes;
  digest: Bytes;
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
  shape.base64(members.get("signature"), `${where}/signature`, MAX_SIGNATURE);
  return {
    index,
    network: shape.hexadecimal(members.get("network"), `${where}/network`, 32),
    member: shape.count(members.get("member"), `${where}/member`, 0xffff, 1),
    key: shape.hexadecimal(members.get("key"), `${where}/key`, 20),
    name: canonicalText(shape.text(members.get("name"), `${where}/name`, 1_000), `${where}/name`),
    root: certificates[certificates.length - 1] ?? new Uint8Array(),
    digest: sha256(utf8(canonical(members))),
  };
}

/** Refuses a statement of another network, or other than the one whose hash stands on the ledger. */
export function checkBound(bound: BoundStatement, network: Bytes, state: StateReader, where: string): void {
  if (!same(bound.network, network)) refuse("network.other", where, hex0x(network), hex0x(bound.network));
  const slot = identitySlot(bound.key, bound.index);
  if (!same(integerBytes(state.word("Consortium", slot), 32), bound.digest)) {
    refuse("identity.unbound", where, "the statement that the ledger keeps the hash of", `one with the hash ${hex0x(bound.digest)}`);
  }
  // When it was bound, and the members' vote on its root: what judges of certificates read.
  state.word("Consortium", nextSlot(slot));
  const fingerprint = hex0x(sha256(bound.root)).slice(2);
  state.word("Consortium", identifierSlot(sha256(utf8(`${ROOT_SCHEME}\0${fingerprint}`))));
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
