// Documents as TradeTrust's own package makes them: 2.0 of a batch, one with a hidden value, and one of 3.0, whose
// own wrapping asks the network for its contexts: its hash and its tree are the package's all the same.
import { randomBytes } from "node:crypto";
import * as tradetrust from "@tradetrust-tt/tradetrust";

const { data } = JSON.parse(process.env.TASK);
const issuers = [
  {
    name: "Example Chamber",
    tokenRegistry: "0x142Ca30e3b78A840a82192529cA047ED759a6F7e",
    identityProof: { type: "DNS-TXT", location: "example.openattestation.com" },
  },
];
const template = { name: "COO", type: "EMBEDDED_RENDERER", url: "https://example.com" };
const document = { ...data, issuers, $template: template };
const [second] = tradetrust.wrapDocuments([document, { ...document, iD: "CO-OTHER" }]);
const hidden = tradetrust.obfuscateDocument(second, ["supplyChainConsignment.importer.name"]);

const leaves = (value, path) =>
  value !== null && typeof value === "object"
    ? Object.entries(value).flatMap(([key, item]) =>
        leaves(item, Array.isArray(value) ? `${path}[${key}]` : path ? `${path}.${key}` : key),
      )
    : [path];
const credential = {
  version: "https://schema.openattestation.com/3.0/schema.json",
  "@context": ["https://www.w3.org/2018/credentials/v1"],
  type: ["VerifiableCredential", "OpenAttestationCredential"],
  issuanceDate: "2026-03-01T00:00:00Z",
  issuer: { id: "https://example.com", name: "Example Chamber" },
  credentialSubject: data,
};
const salts = leaves(credential, "").map((path) => ({ value: randomBytes(32).toString("hex"), path }));
const targetHash = tradetrust.digestCredential(credential, salts, []);
const other = tradetrust.digestCredential({ ...credential, id: "urn:other" }, salts, []);
const tree = new tradetrust.MerkleTree([targetHash, other].map((hash) => Buffer.from(hash, "hex")));
const proof = {
  type: "OpenAttestationMerkleProofSignature2018",
  proofPurpose: "assertionMethod",
  targetHash,
  proofs: tree.getProof(Buffer.from(targetHash, "hex")).map((step) => step.toString("hex")),
  merkleRoot: tree.getRoot().toString("hex"),
  salts: Buffer.from(JSON.stringify(salts)).toString("base64"),
  privacy: { obfuscated: [] },
};
console.log(JSON.stringify({ second, hidden, third: { ...credential, proof } }));
