/** Certificates (RFC 5280 §4.1): what judging a chain needs of them. */

import { type Bytes } from "../bytes.js";
import { TAG, Unreadable, type Value, bitString, boolean, inside, integerContent, items, oid, single, unsigned, values } from "./der.js";

const ORGANISATION = "2.5.4.10";
const COMMON_NAME = "2.5.4.3";
const SHORT_NAMES: Record<string, string> = {
  "2.5.4.3": "CN", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.9": "STREET", "2.5.4.10": "O", "2.5.4.11": "OU",
  "0.9.2342.19200300.100.1.25": "DC", "0.9.2342.19200300.100.1.1": "UID",
};
const V3 = 2n;

/** A name: its bytes, and its attributes in their order. */
export interface Name {
  whole: Bytes;
  attributes: [type: string, value: string][];
}

export interface Algorithm {
  oid: string;
  /** All of its bytes: two algorithms are the same where these are. */
  whole: Bytes;
  parameters: Value | undefined;
}

export interface Extension {
  critical: boolean;
  value: Bytes;
}

export interface Certificate {
  /** What its issuer signed. */
  signed: Bytes;
  signature: Bytes;
  algorithm: Algorithm;
  innerAlgorithm: Algorithm;
  isV3: boolean;
  serial: Bytes;
  issuer: Name;
  subject: Name;
  /** Seconds; `dated` says whether both stand as RFC 5280 §4.1.2.5 asks. */
  notBefore: number;
  notAfter: number;
  dated: boolean;
  keyAlgorithm: Algorithm;
  key: Bytes;
  /** By object identifier; null where one stands twice. */
  extensions: Map<string, Extension> | null;
}

/** The certificate in `der`; throws Unreadable where it is none. */
export function readCertificate(der: Bytes): Certificate {
  const [body, outer, signature, ...others] = items(single(der));
  const fields = items(body);
  const version = fields[0]?.tag === 0xa0 ? unsigned(single(fields.shift()?.content ?? new Uint8Array())) : 0n;
  const [serial, inner, issuer, validity, subject, key, ...optional] = fields;
  if (!body || others.length || version > V3) throw new Unreadable("a certificate");
  const [start, end, ...more] = items(validity);
  const [from, until] = [timeOf(start), timeOf(end)];
  const [keyAlgorithm, bits, ...rest] = items(key);
  if (more.length || rest.length) throw new Unreadable("a certificate");
  return {
    signed: body.whole,
    signature: bitString(signature).data,
    algorithm: algorithmOf(outer),
    innerAlgorithm: algorithmOf(inner),
    isV3: version === V3,
    serial: integerContent(serial),
    issuer: nameOf(issuer),
    subject: nameOf(subject),
    notBefore: from.seconds,
    notAfter: until.seconds,
    dated: from.dated && until.dated,
    keyAlgorithm: algorithmOf(keyAlgorithm),
    key: bitString(bits).data,
    extensions: extensionsOf(optional),
  };
}

/** Whom a certificate is of: its subject's organisation, otherwise its common name, NFC; maybe empty. */
export function holderOf(certificate: Certificate): string {
  const { attributes } = certificate.subject;
  const found = attributes.find(([type]) => type === ORGANISATION) ?? attributes.find(([type]) => type === COMMON_NAME);
  return (found?.[1] ?? "").normalize("NFC");
}

/** A root's name as people know it: its common name, otherwise its whole subject (RFC 4514). */
export function rootNameOf(certificate: Certificate): string {
  const { attributes } = certificate.subject;
  const common = attributes.find(([type]) => type === COMMON_NAME);
  if (common) return common[1];
  const escaped = (text: string): string => text.replace(/[\\,+"<>;]|^[# ]| $/g, (sign) => `\\${sign}`);
  return [...attributes].reverse().map(([type, value]) => `${SHORT_NAMES[type] ?? type}=${escaped(value)}`).join(",");
}

function algorithmOf(value: Value | undefined): Algorithm {
  const [name, parameters, ...others] = items(value);
  if (!value || others.length) throw new Unreadable("an algorithm");
  return { oid: oid(name), whole: value.whole, parameters };
}

function nameOf(value: Value | undefined): Name {
  const attributes = items(value).flatMap((set) =>
    items(set, TAG.set).map((attribute): [string, string] => {
      const [type, text] = items(attribute);
      return [oid(type), textOf(text)];
    }),
  );
  return { whole: value?.whole ?? new Uint8Array(), attributes };
}

/** A DirectoryString, or one of the other kinds of text in names. */
function textOf(value: Value | undefined): string {
  const label = { 12: "utf-8", 18: "utf-8", 19: "utf-8", 22: "utf-8", 30: "utf-16be" }[value?.tag ?? 0];
  if (!value || !label) throw new Unreadable("text in a name");
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(value.content);
  } catch {
    throw new Unreadable("text in a name");
  }
}

/** A time (seconds). Years before 2050 stand as UTCTime, later ones as GeneralizedTime. */
function timeOf(value: Value | undefined): { seconds: number; dated: boolean } {
  const text = new TextDecoder().decode(value?.content);
  const short = value?.tag === TAG.utcTime;
  const found = short ? /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text) : /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (!found || (!short && value?.tag !== TAG.generalizedTime)) throw new Unreadable("a time");
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  const whole = short ? year + (year < 50 ? 2_000 : 1_900) : year;
  const moment = new Date(0);
  moment.setUTCFullYear(whole, month - 1, day);
  moment.setUTCHours(hour, minute, second);
  if (moment.getUTCMonth() !== month - 1 || moment.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) {
    throw new Unreadable("a time that there is");
  }
  return { seconds: moment.getTime() / 1_000, dated: short || whole < 1_950 || whole >= 2_050 };
}

function extensionsOf(optional: Value[]): Map<string, Extension> | null {
  const found = optional.find((value) => value.tag === 0xa3);
  const extensions = new Map<string, Extension>();
  for (const each of found ? items(single(found.content)) : []) {
    const [type, ...rest] = items(each);
    const critical = rest.length > 1 ? boolean(rest[0]) : false;
    const name = oid(type);
    if (extensions.has(name)) return null;
    extensions.set(name, { critical, value: inside(rest[rest.length - 1], TAG.octets) });
  }
  return extensions;
}

/** Whether an authority's certificate, and how many intermediates may follow (BasicConstraints, RFC 5280 §4.2.1.9). */
export function basicConstraints(extension: Extension): { ca: boolean; pathLength: bigint | null } {
  const parts = items(single(extension.value));
  const ca = parts[0]?.tag === TAG.boolean ? boolean(parts.shift()) : false;
  return { ca, pathLength: parts.length ? unsigned(parts[0]) : null };
}

/** Whether the key is for the use of that bit, counted from 0 (KeyUsage, RFC 5280 §4.2.1.3). */
export function hasUsage(extension: Extension, bit: number): boolean {
  const [value] = values(extension.value);
  return Boolean(((bitString(value).data[bit >> 3] ?? 0) << (bit & 7)) & 0x80);
}
