/** One record against its batch: its id stands in it, its fields make the id, its paths are all. */

import type { ProvedBatch, ProvedRecord } from "./bundle.js";
import { type Bytes, compare, concat, hex, hex0x, integerBytes, same, utf8 } from "./bytes.js";
import { brief, refuse } from "./faults.js";
import { leafOf } from "./fields.js";
import { sha256 } from "./hashes.js";
import { rootFromProof, rootFromShown } from "./merkle.js";

const LEAF = Uint8Array.of(0);

/** Names of the kinds, as their schema ids have them; `KINDS[0]` is kind 1. */
export const KINDS = [
  "origin-certificate", "origin-declaration", "invoice", "transport-document", "milestone", "packing-list",
  "outcome", "parcel", "advance-ruling", "export-declaration", "operator-status",
] as const;

/** Refuses a record whose id is not in `batch`, or whose fields do not make that id. */
export function checkRecord(record: ProvedRecord, batch: ProvedBatch, where: string): void {
  const root = rootFromProof(sha256(LEAF, record.id), record.index, batch.count, record.path, where);
  if (!same(root, batch.root)) refuse("record.inclusion", `${where}/path`, "a path to the batch's root", "a path elsewhere");
  checkSchema(record, batch, where);
  checkPaths(record, where);
  checkCommitment(record, batch, where);
}

/** Field "" comes first and names the schema of the batch's kind; field "#" comes second. */
function checkSchema(record: ProvedRecord, batch: ProvedBatch, where: string): void {
  const kind = KINDS[batch.kind - 1];
  const schema = kind && `tegata/${kind}/${record.version}`;
  const [first, second] = record.shown;
  const inPlace = first?.position === 0 && first.path === "" && second?.position === 1 && second.path === "#";
  if (!inPlace || !schema || first.type !== "text" || first.value !== schema) {
    refuse("record.schema", `${where}/fields`, `the fields "" and "#" first, and the schema ${schema}`, brief(first?.value));
  }
}

/** Paths and positions rise together; with the hidden ones they are the list that field "#" commits to. */
function checkPaths(record: ProvedRecord, where: string): void {
  const { shown } = record;
  const rising = (values: { position: number; path: string }[]): boolean =>
    values.every((value, at) => {
      const before = values[at - 1];
      return !before || (before.position < value.position && compare(utf8(before.path), utf8(value.path)) < 0);
    });
  if (!rising(shown) || shown.some((field) => field.position < 0 || field.position >= record.count)) {
    refuse("record.fields", `${where}/fields`, `positions below ${record.count} and paths, each once, in rising order`, "another order");
  }
  if (!record.hiddenPaths) return;
  const everything = [...shown.map((field) => field.path), ...record.hiddenPaths].map((path) => ({ path, bytes: utf8(path) }));
  everything.sort((left, right) => compare(left.bytes, right.bytes));
  const placed =
    everything.length === record.count &&
    new Set(everything.map(({ path }) => path)).size === everything.length &&
    shown.every((field) => everything[field.position]?.path === field.path);
  const digest = hex(sha256(utf8(everything.map(({ path }) => path).filter((path) => path !== "#").join("\n"))));
  if (!placed || digest !== shown[1]?.value) {
    refuse("record.paths", `${where}/hidden_paths`, 'the paths whose digest is the field "#"', "another list");
  }
}

/** The fields, their salts and the hidden hashes make the id, with kind and scope as anchored. */
function checkCommitment(record: ProvedRecord, batch: ProvedBatch, where: string): void {
  const leaves = new Map<number, Bytes>(record.shown.map((field) => [field.position, leafOf(field)]));
  const root = rootFromShown(record.count, leaves, record.hidden, "record.hidden", `${where}/hidden`);
  const head = concat(
    Uint8Array.of(2, batch.kind), integerBytes(record.version, 2), integerBytes(batch.scope, 2), integerBytes(record.count, 4),
  );
  const made = sha256(head, root);
  if (!same(made, record.id)) {
    refuse("record.commitment", `${where}/fields`, `fields that make the id ${hex0x(record.id)}`, `fields that make ${hex0x(made)}`);
  }
}
