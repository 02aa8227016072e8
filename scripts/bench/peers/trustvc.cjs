// TrustVC's own work, for comparison: `node trustvc.cjs wrap|prepare|verify SECONDS`, one line of JSON; the rate is
// per second of CPU time.
//   wrap:    wrap a document of 40 fields (salts, digest)
//   prepare: the same, and sign it, as an issuer does
//   verify:  integrity and signature of such a document, offline; its revocation check needs a chain and is left out
const {
  SUPPORTED_SIGNING_ALGORITHM,
  signOA,
  verifyOASignature,
  wrapOADocument,
} = require("@trustvc/trustvc");
const { Wallet, utils } = require("ethers");

const LINES = 5;
const KEY = "0x" + "11".repeat(32);

function certificate(n) {
  const line = (i) => ({
    sequence: i,
    description: `Brake disc rotors, cast iron, part BD-${n}-${i}`,
    hs: "870830",
    criterion: "CTC",
    origin: "TH",
    quantity: "1200.5 KGM",
  });
  return {
    issuers: [
      {
        name: "Chamber of Origin",
        identityProof: { type: "DNS-DID", location: "example.org", key: "did:ethr:0x0#controller" },
        revocation: { type: "NONE" },
        id: "did:ethr:0x0",
      },
    ],
    number: `CO-2026-${n}`,
    agreement: "RCEP",
    issueDate: "2026-03-01",
    exporter: "Eastern Seaboard Castings Co., Ltd.",
    lines: Array.from({ length: LINES }, (_, i) => line(i)),
  };
}

const wallet = new Wallet(KEY);
const keyPair = { public: `did:ethr:${wallet.address}#controller`, private: KEY };
const signed = async (n) =>
  signOA(await wrapOADocument(certificate(n)), keyPair);

async function verified(document) {
  const proof = document.proof[0];
  const integral = await verifyOASignature(document);
  const signer = utils.verifyMessage(utils.arrayify("0x" + document.signature.merkleRoot), proof.signature);
  if (!integral || signer !== wallet.address) throw new Error("the peer refused its own document");
}

async function rate(seconds, work) {
  let done = 0;
  const end = process.hrtime.bigint() + BigInt(Math.round(seconds * 1e9));
  const start = process.cpuUsage();
  while (process.hrtime.bigint() < end) await work(done++);
  const { user, system } = process.cpuUsage(start);
  return (done * 1e6) / (user + system);
}

async function main(what, seconds) {
  const document = await signed(0);
  const work = {
    wrap: (n) => wrapOADocument(certificate(n)),
    prepare: signed,
    verify: () => verified(document),
  }[what];
  await rate(Math.min(1, seconds), work); // warm
  console.log(JSON.stringify({ what, rate: await rate(seconds, work), node: process.version }));
}

main(process.argv[2], Number(process.argv[3] ?? "3")).catch((error) => {
  console.error(error);
  process.exit(1);
});
