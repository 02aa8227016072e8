// Deploys the Consortium through viem: deploy, wait, send, subscribe over WebSocket, read, simulate.
import assert from "node:assert/strict";
import {
  createPublicClient,
  createWalletClient,
  defineChain,
  encodeFunctionData,
  http,
  webSocket,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";

const { url, key, chainId, abi, bytecode, network } = JSON.parse(process.env.TASK);
const chain = defineChain({
  id: chainId,
  name: "Tegata development",
  nativeCurrency: { name: "none", symbol: "NONE", decimals: 18 },
  rpcUrls: { default: { http: [url] } },
});
const account = privateKeyToAccount(key);
const client = createPublicClient({ chain, transport: http(url, { batch: true }), pollingInterval: 50 });
const socket = createPublicClient({ chain, transport: webSocket(url.replace("http", "ws")) });
const wallet = createWalletClient({ account, chain, transport: http(url) });

const deployment = await wallet.deployContract({ abi, bytecode, args: [account.address] });
const { contractAddress: address, status } = await client.waitForTransactionReceipt({ hash: deployment });
assert.equal(status, "success");

let unwatch;
const heard = new Promise((resolve) => {
  unwatch = socket.watchContractEvent({ address, abi, eventName: "Sealed", onLogs: resolve });
});
await socket.getBlockNumber();
const call = { address, abi, functionName: "seal", args: [network], account };
const { request } = await client.simulateContract(call);
const hash = await wallet.writeContract(request);
const receipt = await client.waitForTransactionReceipt({ hash });
assert.equal(receipt.status, "success");
assert.equal((await heard)[0].transactionHash, hash);
assert.equal(await client.readContract({ address, abi, functionName: "networkId" }), network);
await assert.rejects(client.simulateContract(call), /reverted/);

const data = encodeFunctionData({ abi, functionName: "networkId" });
const { accessList } = await client.createAccessList({ to: address, data });
assert.equal(accessList[0].storageKeys.length, 1);
const [block] = await client.simulateBlocks({
  blocks: [{ calls: [{ account, to: account.address, value: 1n }] }],
});
assert.equal(block.calls[0].status, "success");
unwatch();
(await socket.transport.getRpcClient()).close();
console.log(JSON.stringify({ address, block: Number(receipt.blockNumber) }));
