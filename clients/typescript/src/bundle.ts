/** The bundle `tegata/proof/1`: from JSON to values, strictly (docs/proof-bundle.md, "The bundle"). */

import type { Bytes } from "./bytes.js";
import { brief, refuse } from "./faults.js";
import { type ShownField, canonicalText, readFields } from "./fields.js";
import { type BoundStatement, boundStatement } from "./identity.js";
import { type Json, parse } from "./json.js";
import * as shape from "./shape.js";

export const MAX_SIZE = 16 * 1024 * 1024;
const FORMAT = "tegata/proof/1";
const MAX_RECORDS = 1_000;
const MAX_BATCH = 65_536;
const MAX_FIELDS = 20_000;
export const MAX_NODES = 100_000;
export const MAX_NODE = 1_024;
export const MAX_HEADER = 1_024;
const MAX_COMMIT = 32_768;
const MAX_LINKS = 10_000;
const MAX_IDENTITIES = 100;
export const FOREVER = 2 ** 40 - 1;

export interface ProvedRecord {
  id: Bytes;
  version: number;
  count: number;
  shown: ShownField[];
  hidden: Bytes[];
  hiddenPaths: string[] | null;
  batch: number;
  index: number;
  path: Bytes[];
}

export interface ProvedBatch {
  root: Bytes;
  count: number;
  kind: number;
  scope: number;
  member: number;
  validUntil: bigint;
  signature: Bytes;
  name: string | null;
  /** Which of the bundle's identities is of its author's key. */
  identity: number | null;
}

export type Finality =
  | { kind: "embedded"; time: number; signature: Bytes }
  | { kind: "cometbft"; header: Bytes; commit: Bytes }
  | { kind: "checkpoint"; headers: Bytes[] };

export interface Bundle {
  network: Bytes;
  records: ProvedRecord[];
  batches: ProvedBatch[];
  nodes: Bytes[];
  header: Bytes;
  finality: Finality;
  identities: BoundStatement[];
}

/** The bundle in a JSON text; EvidenceRefused where it is none. */
export function readBundle(data: Uint8Array | string): Bundle {
  if (data.length > MAX_SIZE) refuse("bundle.size", "bundle", `at most ${MAX_SIZE} bytes`, String(data.length));
  const document = parse(data, "bundle");
  const format = document instanceof Map ? document.get("format") : undefined;
  if (format !== FORMAT) refuse("bundle.format", "bundle/format", FORMAT, brief(format));
  const whole = shape.members(document, "bundle", ["format", "network", "records", "batches", "state", "finality"], ["identities"]);
  const state = shape.members(whole.get("state"), "state", ["header", "nodes"]);
  const batches = shape.array(whole.get("batches"), "batches", MAX_RECORDS, 1);
  const records = shape.array(whole.get("records"), "records", MAX_RECORDS, 1);
  const listed = whole.has("identities") ? shape.array(whole.get("identities"), "identities", MAX_IDENTITIES, 1) : [];
  const identities = listed.map((each, at) => boundStatement(each, `identities/${at}`));
  const bundle: Bundle = {
    network: shape.hexadecimal(whole.get("network"), "network", 32),
    records: records.map((record, at) => recordOf(record, `records/${at}`, batches.length)),
    batches: batches.map((batch, at) => batchOf(batch, `batches/${at}`, identities.length)),
    nodes: shape.array(state.get("nodes"), "state/nodes", MAX_NODES).map((node) => shape.base64(node, "state/nodes", MAX_NODE)),
    header: shape.base64(state.get("header"), "state/header", MAX_HEADER),
    finality: finalityOf(whole.get("finality")),
    identities,
  };
  if (new Set(bundle.records.map((record) => record.batch)).size !== batches.length) {
    shape.misshapen("batches", "batches that a record stands in", "one without a record");
  }
  const named = new Set(bundle.batches.map((batch) => batch.identity).filter((identity) => identity !== null));
  if (named.size !== identities.length) shape.misshapen("identities", "statements of batches' authors", "one of no batch");
  return bundle;
}

function recordOf(value: Json, where: string, batches: number): ProvedRecord {
  const required = ["id", "version", "count", "fields", "salts", "hidden", "batch", "index", "path"];
  const members = shape.members(value, where, required, ["hidden_paths"]);
  const rows = shape.array(members.get("fields"), `${where}/fields`, MAX_FIELDS);
  const salts = shape.chunks(members.get("salts"), `${where}/salts`, 16, MAX_FIELDS);
  if (salts.length !== rows.length) shape.misshapen(`${where}/salts`, `${rows.length} salts, one for each field`, String(salts.length));
  return {
    id: shape.hexadecimal(members.get("id"), `${where}/id`, 32),
    version: shape.count(members.get("version"), `${where}/version`, 0xffff),
    count: shape.count(members.get("count"), `${where}/count`, MAX_FIELDS, 1),
    shown: readFields(rows, salts, `${where}/fields`),
    hidden: shape.chunks(members.get("hidden"), `${where}/hidden`, 32, MAX_FIELDS),
    hiddenPaths: members.has("hidden_paths") ? paths(members.get("hidden_paths"), `${where}/hidden_paths`) : null,
    batch: shape.count(members.get("batch"), `${where}/batch`, batches - 1),
    index: shape.count(members.get("index"), `${where}/index`, MAX_BATCH - 1),
    path: shape.chunks(members.get("path"), `${where}/path`, 32, 16),
  };
}

function paths(value: Json | undefined, where: string): string[] {
  return shape.array(value, where, MAX_FIELDS).map((path) => shape.text(path, where, 512));
}

function batchOf(value: Json, where: string, identities: number): ProvedBatch {
  const required = ["root", "count", "kind", "scope", "member", "valid_until", "signature"];
  const members = shape.members(value, where, required, ["name", "identity"]);
  return {
    root: shape.hexadecimal(members.get("root"), `${where}/root`, 32),
    count: shape.count(members.get("count"), `${where}/count`, MAX_BATCH, 1),
    kind: shape.count(members.get("kind"), `${where}/kind`, 0xff),
    scope: shape.count(members.get("scope"), `${where}/scope`, 0xffff),
    member: shape.count(members.get("member"), `${where}/member`, 0xffff, 1),
    validUntil: shape.integer(members.get("valid_until"), `${where}/valid_until`, 2n ** 64n - 1n),
    signature: shape.hexadecimal(members.get("signature"), `${where}/signature`, 65),
    name: members.has("name") ? canonicalText(shape.text(members.get("name"), `${where}/name`, 1_000), `${where}/name`) : null,
    identity: members.has("identity") ? shape.count(members.get("identity"), `${where}/identity`, identities - 1) : null,
  };
}

/** The evidence of finality in a JSON value; refused (`finality.kind`, `bundle.member`). */
export function finalityOf(value: Json | undefined): Finality {
  const kind = value instanceof Map ? value.get("kind") : undefined;
  if (kind === "embedded") {
    const members = shape.members(value, "finality", ["kind", "time", "signature"]);
    return {
      kind,
      time: shape.count(members.get("time"), "finality/time", FOREVER),
      signature: shape.hexadecimal(members.get("signature"), "finality/signature", 64),
    };
  }
  if (kind === "cometbft") {
    const members = shape.members(value, "finality", ["kind", "header", "commit"]);
    return {
      kind,
      header: shape.base64(members.get("header"), "finality/header", MAX_HEADER),
      commit: shape.base64(members.get("commit"), "finality/commit", MAX_COMMIT),
    };
  }
  if (kind === "checkpoint") {
    const listed = shape.array(shape.members(value, "finality", ["kind", "headers"]).get("headers"), "finality/headers", MAX_LINKS);
    return { kind, headers: listed.map((header) => shape.base64(header, "finality/headers", MAX_HEADER)) };
  }
  return refuse("finality.kind", "finality/kind", "embedded, cometbft or checkpoint", brief(kind));
}
