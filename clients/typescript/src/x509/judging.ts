/** Whom a statement's certificates name at a time: each signed by the next, each allowed to (RFC 5280 §6). */

import { type Bytes, same } from "../bytes.js";
import { type Certificate, basicConstraints, hasUsage, holderOf, readCertificate, rootNameOf } from "./certificate.js";
import { Unreadable } from "./der.js";
import { Unchecked, issued, signedStatement } from "./signatures.js";

export const IDENTITY_FAULTS = [
  "identity.certificate", "identity.signature", "identity.name", "identity.root", "identity.expired", "identity.chain",
] as const;
/** Why a bound statement names nobody. */
export type IdentityFault = (typeof IDENTITY_FAULTS)[number];

const BASIC_CONSTRAINTS = "2.5.29.19";
const KEY_USAGE = "2.5.29.15";
const NAME_CONSTRAINTS = "2.5.29.30";
/** Extensions that are understood: the two above, names, key identifiers, where the issuer is, purposes. */
const UNDERSTOOD = [BASIC_CONSTRAINTS, KEY_USAGE, "2.5.29.14", "2.5.29.17", "2.5.29.35", "2.5.29.37", "1.3.6.1.5.5.7.1.1"];
const [DIGITAL_SIGNATURE, CONTENT_COMMITMENT, CERTIFICATE_SIGNING] = [0, 1, 5];
const MAX_SERIAL = 21;

/** The root's name where the statement names its holder, else the fault; `unchecked` is what could not be checked. */
export type Judged = { named: string } | { fault: IdentityFault; why: string } | { unchecked: string };

/** What becomes of a statement at `time` (seconds), if its root is one to rely on. */
export function judge(chain: Bytes[], message: Bytes, signature: Bytes, name: string, time: number): Judged {
  try {
    const certificates = read(chain);
    const [leaf, root] = [certificates[0], certificates[certificates.length - 1]];
    if (!leaf || !root) return { fault: "identity.certificate", why: "no certificates" };
    if (!signedStatement(leaf, message, signature)) return { fault: "identity.signature", why: "a signature over others, or by another key" };
    if (holderOf(leaf) !== name) return { fault: "identity.name", why: `a certificate of ${holderOf(leaf) || "no name"}` };
    const expired = certificates.find((each) => time < each.notBefore || time > each.notAfter);
    if (expired) return { fault: "identity.expired", why: `${rootNameOf(expired)} was not valid when the statement was bound` };
    const broken = brokenLink(certificates);
    return broken ? { fault: "identity.chain", why: broken } : { named: rootNameOf(root) };
  } catch (error) {
    if (error instanceof Unchecked) return { unchecked: error.message };
    if (error instanceof Unreadable) return { fault: "identity.certificate", why: "a certificate that can't be read" };
    throw error;
  }
}

function read(chain: Bytes[]): Certificate[] {
  return chain.map((der) => readCertificate(der));
}

/** What is wrong with the chain; null where each certificate is signed by the next, which may. */
function brokenLink(certificates: Certificate[]): string | null {
  for (const [place, certificate] of certificates.entries()) {
    const wrong = misfit(certificate) ?? (place ? noAuthority(certificate, place - 1) : noSigner(certificate));
    if (wrong) return wrong;
    const issuer = certificates[place + 1];
    if (issuer && (!same(certificate.issuer.whole, issuer.subject.whole) || !issued(issuer, certificate))) {
      return "a certificate that the next did not sign";
    }
  }
  return null;
}

/** What no certificate may be (RFC 5280 §4.1, §4.2). */
function misfit(certificate: Certificate): string | null {
  const { extensions, serial } = certificate;
  if (!certificate.isV3 || !certificate.dated || !certificate.issuer.attributes.length) return "a certificate of another form";
  if (!same(certificate.algorithm.whole, certificate.innerAlgorithm.whole)) return "two algorithms in one certificate";
  if (serial.length > MAX_SERIAL || (serial[0] ?? 0) >= 0x80) return "a serial number out of range";
  if (!extensions) return "an extension twice";
  if (extensions.has(NAME_CONSTRAINTS)) throw new Unchecked("name constraints");
  const unknown = [...extensions].some(([type, { critical }]) => critical && !UNDERSTOOD.includes(type));
  return unknown ? "a critical extension that is not understood" : null;
}

/** An authority certifies, its key signs certificates, and no more than `below` authorities follow than it allows. */
function noAuthority(certificate: Certificate, below: number): string | null {
  const [constraints, usage] = [certificate.extensions?.get(BASIC_CONSTRAINTS), certificate.extensions?.get(KEY_USAGE)];
  if (!constraints || !usage) return "an authority without basic constraints or key usage";
  const { ca, pathLength } = basicConstraints(constraints);
  if (!ca || !hasUsage(usage, CERTIFICATE_SIGNING)) return "a certificate that is no authority's";
  return pathLength !== null && BigInt(below) > pathLength ? "a chain longer than its authority allows" : null;
}

/** Who signs a statement is no authority, and its key is for signatures or for commitment. */
function noSigner(certificate: Certificate): string | null {
  const [constraints, usage] = [certificate.extensions?.get(BASIC_CONSTRAINTS), certificate.extensions?.get(KEY_USAGE)];
  if (constraints && basicConstraints(constraints).ca) return "an authority's own certificate";
  const signs = usage && (hasUsage(usage, DIGITAL_SIGNATURE) || hasUsage(usage, CONTENT_COMMITMENT));
  return signs ? null : "a key that is not for signatures";
}
