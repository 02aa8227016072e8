// One anchoring through ethers v6: read, estimate, send, wait, subscribe, read logs.
import assert from "node:assert/strict";
import { Contract, JsonRpcProvider, WebSocketProvider, Wallet } from "ethers";

const { url, key, registry, abi, calldata } = JSON.parse(process.env.TASK);
const provider = new JsonRpcProvider(url);
const socket = new WebSocketProvider(url.replace("http", "ws"));
const wallet = new Wallet(key, provider);
const contract = new Contract(registry, abi, provider);

const heads = new Promise((resolve) => socket.once("block", resolve));
const pushed = new Promise((resolve) => socket.once({ address: registry }, resolve));
await socket.getBlockNumber();

const network = await provider.getNetwork();
assert.equal(network.chainId, 743001n);
assert.equal((await provider.getFeeData()).gasPrice, 0n);

const sent = await wallet.sendTransaction({ to: registry, data: calldata });
const receipt = await sent.wait();
assert.equal(receipt.status, 1);
assert.equal(receipt.logs.length, 1);
const event = contract.interface.parseLog(receipt.logs[0]);
assert.equal(event.name, "Anchored");

const block = await provider.getBlock(receipt.blockNumber, true);
assert.equal(block.prefetchedTransactions[0].hash, sent.hash);
assert.equal(block.prefetchedTransactions[0].from, wallet.address);
assert.equal((await provider.getLogs({ address: registry, fromBlock: 0 })).length, 1);
assert.equal(await heads, receipt.blockNumber);
assert.equal((await pushed).transactionHash, sent.hash);
assert.notEqual(await provider.getCode(registry), "0x");
assert.equal(await provider.getTransactionCount(wallet.address), 1);
assert.equal(await provider.getTransactionCount(wallet.address, 0), 0);

await assert.rejects(provider.call({ to: registry, data: "0xffffffff" }), {
  code: "CALL_EXCEPTION",
});
await socket.destroy();
provider.destroy();
console.log(JSON.stringify({ transaction: sent.hash, block: receipt.blockNumber }));
