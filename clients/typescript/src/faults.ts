/** What can be wrong with evidence: a stable name for each (docs/proof-bundle.md, "The verdict"). */

export const FAULTS = [
  "bundle.syntax",
  "bundle.size",
  "bundle.format",
  "bundle.member",
  "trust.invalid",
  "trust.stale",
  "network.other",
  "rlp.invalid",
  "header.invalid",
  "finality.kind",
  "finality.key",
  "finality.retired",
  "finality.signature",
  "finality.time",
  "finality.encoding",
  "finality.header",
  "finality.chain",
  "finality.app_hash",
  "finality.commit",
  "finality.power",
  "finality.foreign",
  "finality.duplicate",
  "finality.link",
  "state.account.unproved",
  "state.account.absent",
  "state.account.invalid",
  "state.code.untrusted",
  "state.code.unknown",
  "state.slot.unproved",
  "state.slot.invalid",
  "state.node.invalid",
  "state.node.unused",
  "batch.not_anchored",
  "batch.terms",
  "batch.signature",
  "batch.author",
  "author.key",
  "author.member",
  "author.name",
  "identity.key", "identity.unbound",
  "record.inclusion",
  "record.hidden",
  "record.commitment",
  "record.fields",
  "record.schema",
  "record.paths",
  "conflict.debits",
  "case.steps", "case.payload", "case.signature",
] as const;

export type Fault = (typeof FAULTS)[number];

/** Evidence that does not prove what it is said to prove; `fault` says which part of it. */
export class EvidenceRefused extends Error {
  constructor(
    readonly fault: Fault,
    readonly where: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`${where}: expected ${expected}, found ${found}.`);
    this.name = "EvidenceRefused";
  }
}

/** Throws EvidenceRefused. */
export function refuse(fault: Fault, where: string, expected: string, found: string): never {
  throw new EvidenceRefused(fault, where, expected, found);
}

/** `value` as an error can quote it: at most 80 characters. */
export function brief(value: unknown): string {
  const text = typeof value === "string" ? value : String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
