// One anchoring through viem: read, estimate, send, wait, subscribe, read logs and a proof.
import assert from "node:assert/strict";
import {
  createPublicClient,
  createWalletClient,
  decodeEventLog,
  defineChain,
  http,
  webSocket,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";

const { url, key, registry, abi, calldata } = JSON.parse(process.env.TASK);
const chain = defineChain({
  id: 743001,
  name: "Tegata",
  nativeCurrency: { name: "none", symbol: "NONE", decimals: 18 },
  rpcUrls: { default: { http: [url] } },
});
const account = privateKeyToAccount(key);
const client = createPublicClient({ chain, transport: http(url, { batch: true }) });
const socket = createPublicClient({ chain, transport: webSocket(url.replace("http", "ws")) });
const wallet = createWalletClient({ account, chain, transport: http(url) });

let unwatch;
const head = new Promise((resolve) => {
  unwatch = socket.watchBlockNumber({ emitMissed: false, emitOnBegin: false, onBlockNumber: resolve });
});
await socket.getBlockNumber();
assert.equal(await client.getChainId(), 743001);
const fees = await client.estimateFeesPerGas();
assert.equal(fees.maxFeePerGas, 0n);

const hash = await wallet.sendTransaction({ to: registry, data: calldata });
const receipt = await client.waitForTransactionReceipt({ hash, pollingInterval: 20 });
assert.equal(receipt.status, "success");
assert.equal(receipt.type, "eip1559");
const event = decodeEventLog({ abi, ...receipt.logs[0] });
assert.equal(event.eventName, "Anchored");
assert.equal(await head, receipt.blockNumber);

const [block, logs, proof, code, nonce] = await Promise.all([
  client.getBlock({ blockNumber: receipt.blockNumber, includeTransactions: true }),
  client.getLogs({ address: registry, fromBlock: 0n }),
  client.getProof({ address: registry, storageKeys: [`0x${"00".repeat(32)}`] }),
  client.getCode({ address: registry }),
  client.getTransactionCount({ address: account.address, blockTag: "pending" }),
]);
assert.equal(block.transactions[0].hash, hash);
assert.equal(logs[0].transactionHash, hash);
assert.ok(proof.accountProof.length > 0);
assert.ok(code.length > 2);
assert.equal(nonce, 1);
assert.equal((await client.getFeeHistory({ blockCount: 2, rewardPercentiles: [50] })).baseFeePerGas.length, 3);

await assert.rejects(client.call({ to: registry, data: "0xffffffff" }), /reverted/);
unwatch();
(await socket.transport.getRpcClient()).close();
console.log(JSON.stringify({ transaction: hash, block: Number(receipt.blockNumber) }));
