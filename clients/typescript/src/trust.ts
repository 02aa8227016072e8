/** The trust file `tegata/trust/1`: all that a verifier believes beforehand, got by a way it trusts. */

import { type Bytes, hex, same, unhex, utf8 } from "./bytes.js";
import { KNOWN_CODES } from "./codes.js";
import { type Validator, inOrder, validatorsHash } from "./consensus/signed.js";
import { EvidenceRefused, brief, refuse } from "./faults.js";
import { sha256 } from "./hashes.js";
import { type Json, parse } from "./json.js";
import * as shape from "./shape.js";
import type { Domain } from "./signature.js";

const FORMAT = "tegata/trust/1";
const MAX_SIZE = 1 << 20;
const HIGHEST = 2n ** 63n - 1n;
const LONGEST_PERIOD = 10 * 366 * 86_400;

/** The contracts whose storage bundles prove. */
const PROVED = ["Consortium", "Registry", "Status"] as const;
/** Where the other contracts of a network of its own stand, and the Registry there, by which one knows it. */
export const PREDEPLOYED = {
  Registry: unhex("7e6a7a0000000000000000000000000000000002"),
  Utilisation: unhex("7e6a7a0000000000000000000000000000000004"),
  Verification: unhex("7e6a7a0000000000000000000000000000000005"),
};
export type ContractName = (typeof PROVED)[number] | "Utilisation" | "Verification";
export type Contracts = Partial<Record<ContractName, TrustedContract>>;

export interface TrustedContract {
  address: Bytes;
  codeHashes: Bytes[];
}

/** The last block of a closed epoch. */
export interface Checkpoint {
  number: bigint;
  hash: Bytes;
}

/** One sequencer, from block `start` on, until which checkpoint; null while the epoch lasts. */
export interface EmbeddedEpoch {
  kind: "embedded";
  publicKey: Bytes;
  start: bigint;
  end: Checkpoint | null;
}

/** One set of validators, from a block and a height of consensus on. `seenAt` (seconds) while the epoch lasts. */
export interface CometBftEpoch {
  kind: "cometbft";
  validators: Validator[];
  start: bigint;
  height: bigint;
  trustingPeriod: bigint;
  seenAt: bigint | null;
  end: Checkpoint | null;
  /** Of a closed epoch, the last height of consensus known as theirs. */
  endHeight: bigint;
}

export type Epoch = EmbeddedEpoch | CometBftEpoch;

/** A trust file, checked. `fingerprint` is what two people compare. */
export interface Trust {
  network: Bytes;
  domain: Domain;
  contracts: Record<(typeof PROVED)[number], TrustedContract>;
  epochs: Epoch[];
  fingerprint: string;
}

/** The trust file in a JSON text; refused (`trust.invalid`) where it is none. */
export function readTrust(data: Uint8Array | string): Trust {
  try {
    if (data.length > MAX_SIZE) refuse("trust.invalid", "trust", `at most ${MAX_SIZE} bytes`, String(data.length));
    return trustOf(parse(data, "trust"));
  } catch (error) {
    if (error instanceof EvidenceRefused) refuse("trust.invalid", error.where, error.expected, error.found);
    throw error;
  }
}

/** The name that a network's validators sign their votes under. */
export function voteChainId(trust: Trust): string {
  return `tegata-${hex(trust.network).slice(0, 32)}`;
}

/** The sequencer's epoch that block `number` belongs to. */
export function sequencerOf(trust: Trust, number: bigint): EmbeddedEpoch | undefined {
  return trust.epochs.find(
    (epoch): epoch is EmbeddedEpoch =>
      epoch.kind === "embedded" && epoch.start <= number && (!epoch.end || number <= epoch.end.number),
  );
}

/** The newest epoch of the validators of that hash, as of a height of consensus; a closed one if need be. */
export function validatorsOf(trust: Trust, hash: Bytes, height: bigint): CometBftEpoch | undefined {
  return trust.epochs.findLast(
    (epoch): epoch is CometBftEpoch =>
      epoch.kind === "cometbft" && epoch.height <= height && same(validatorsHash(epoch.validators), hash),
  );
}

/** The first checkpoint at block `number` or after it. */
export function checkpointAfter(trust: Trust, number: bigint): Checkpoint | undefined {
  return trust.epochs.find((epoch) => epoch.end && epoch.end.number >= number)?.end ?? undefined;
}

/**
 * The contracts of a trust file, and those beside them whose code this version knows.
 *
 * That code holds the addresses of the other three, so it is bound to them; Utilisation is added only where they stand
 * at their fixed addresses.
 */
export function withPredeployed(trust: Trust): Contracts {
  const known = (name: "Utilisation" | "Verification"): TrustedContract => ({
    address: PREDEPLOYED[name],
    codeHashes: (KNOWN_CODES[name] ?? []).map((hash) => unhex(hash.slice(2))),
  });
  const own = same(trust.contracts.Registry.address, PREDEPLOYED.Registry);
  return { ...trust.contracts, Verification: known("Verification"), ...(own ? { Utilisation: known("Utilisation") } : {}) };
}

function trustOf(document: Json): Trust {
  const format = document instanceof Map ? document.get("format") : undefined;
  if (format !== FORMAT) shape.misshapen("trust/format", FORMAT, brief(format));
  const whole = shape.members(document, "trust", ["format", "network", "chain_id", "genesis", "contracts", "epochs"]);
  const listed = shape.members(whole.get("contracts"), "contracts", [...PROVED]);
  const contractAt = (name: (typeof PROVED)[number]): TrustedContract => contractOf(listed.get(name), `contracts/${name}`);
  const contracts = { Consortium: contractAt("Consortium"), Registry: contractAt("Registry"), Status: contractAt("Status") };
  const network = shape.hexadecimal(whole.get("network"), "network", 32);
  const chainId = shape.integer(whole.get("chain_id"), "chain_id", HIGHEST, 1);
  shape.hexadecimal(whole.get("genesis"), "genesis", 32);
  return {
    network,
    domain: { chainId, contract: contracts.Registry.address, network },
    contracts,
    epochs: epochsOf(whole.get("epochs")),
    fingerprint: hex(sha256(utf8(canonical(withoutSeen(whole))))),
  };
}

function contractOf(value: Json | undefined, where: string): TrustedContract {
  const members = shape.members(value, where, ["address", "code_hashes"]);
  const hashes = shape.array(members.get("code_hashes"), `${where}/code_hashes`, 100, 1);
  return {
    address: shape.hexadecimal(members.get("address"), `${where}/address`, 20),
    codeHashes: hashes.map((hash) => shape.hexadecimal(hash, `${where}/code_hashes`, 32)),
  };
}

function epochsOf(value: Json | undefined): Epoch[] {
  const epochs = shape.array(value, "epochs", 1_000, 1).map((epoch, at) => epochOf(epoch, `epochs/${at}`));
  epochs.forEach((later, at) => {
    const earlier = epochs[at - 1];
    if (!earlier) return;
    if (!earlier.end || later.start !== earlier.end.number + 1n) {
      shape.misshapen("epochs", "epochs that follow each other without a gap", `one from ${later.start}`);
    }
    if (earlier.kind === "cometbft" && (later.kind !== "cometbft" || later.height <= earlier.endHeight)) {
      shape.misshapen("epochs", "validators at rising heights", "others");
    }
  });
  return epochs;
}

function epochOf(value: Json, where: string): Epoch {
  const kind = value instanceof Map ? value.get("kind") : undefined;
  if (kind === "embedded") return embeddedOf(value, where);
  if (kind === "cometbft") return cometBftOf(value, where);
  return shape.misshapen(`${where}/kind`, "embedded or cometbft", brief(kind));
}

function embeddedOf(value: Json, where: string): EmbeddedEpoch {
  const members = shape.members(value, where, ["kind", "public_key", "from"], ["end"]);
  const end = members.has("end") ? shape.members(members.get("end"), `${where}/end`, ["number", "hash"]) : null;
  return {
    kind: "embedded",
    publicKey: shape.hexadecimal(members.get("public_key"), `${where}/public_key`, 32),
    start: shape.integer(members.get("from"), `${where}/from`, HIGHEST),
    end: end && placeOf(end, `${where}/end`),
  };
}

function cometBftOf(value: Json, where: string): CometBftEpoch {
  const members = shape.members(value, where, ["kind", "validators", "from", "height", "trusting_period"], ["seen", "end"]);
  if (members.has("seen") === members.has("end")) shape.misshapen(where, "either `seen` or `end`", "both or none");
  const seen = members.has("seen") ? shape.members(members.get("seen"), `${where}/seen`, ["number", "hash", "height", "time"]) : null;
  const end = members.has("end") ? shape.members(members.get("end"), `${where}/end`, ["number", "hash", "height"]) : null;
  if (seen) placeOf(seen, `${where}/seen`);
  const endHeight = (end ?? seen)?.get("height");
  return {
    kind: "cometbft",
    validators: validatorsFrom(members.get("validators"), `${where}/validators`),
    start: shape.integer(members.get("from"), `${where}/from`, HIGHEST),
    height: shape.integer(members.get("height"), `${where}/height`, HIGHEST),
    trustingPeriod: shape.integer(members.get("trusting_period"), `${where}/trusting_period`, LONGEST_PERIOD, 1),
    seenAt: seen && shape.integer(seen.get("time"), `${where}/seen/time`, HIGHEST),
    end: end && placeOf(end, `${where}/end`),
    endHeight: shape.integer(endHeight, `${where}/height`, HIGHEST),
  };
}

function validatorsFrom(value: Json | undefined, where: string): Validator[] {
  const validators = shape.array(value, where, 200, 1).map((each, at) => {
    const [key, power] = shape.array(each, `${where}/${at}`, 2, 2);
    return {
      publicKey: shape.hexadecimal(key, `${where}/${at}`, 32),
      power: shape.integer(power, `${where}/${at}`, 2n ** 40n, 1),
    };
  });
  if (!inOrder(validators)) shape.misshapen(where, "each validator once, most power first, then by address", "another list");
  return validators;
}

function placeOf(members: Map<string, Json>, where: string): Checkpoint {
  return {
    number: shape.integer(members.get("number"), `${where}/number`, HIGHEST),
    hash: shape.hexadecimal(members.get("hash"), `${where}/hash`, 32),
  };
}

/** The document without what each keeper of it has seen last, which differs from day to day. */
function withoutSeen(document: Map<string, Json>): Map<string, Json> {
  const epochs = (document.get("epochs") as Map<string, Json>[]).map((epoch) => new Map([...epoch].filter(([name]) => name !== "seen")));
  return new Map([...document, ["epochs", epochs]]);
}

/** JSON with sorted keys, sorted code hashes and no spaces; every text in a trust file is ASCII. */
function canonical(value: Json): string {
  if (value instanceof Map) {
    const names = [...value.keys()].sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(listed(name, value.get(name) ?? null))}`).join(",")}}`;
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

function listed(name: string, value: Json): Json {
  return name === "code_hashes" && Array.isArray(value) ? [...value].sort() : value;
}
