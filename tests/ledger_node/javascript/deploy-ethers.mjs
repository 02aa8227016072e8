// Deploys the Consortium through ethers v6: deploy, wait, send, subscribe over WebSocket, read.
import assert from "node:assert/strict";
import { Contract, ContractFactory, JsonRpcProvider, NonceManager, Wallet, WebSocketProvider } from "ethers";

const { url, key, abi, bytecode, network } = JSON.parse(process.env.TASK);
const provider = new JsonRpcProvider(url, undefined, { pollingInterval: 50 });
const socket = new WebSocketProvider(url.replace("http", "ws"));
const wallet = new Wallet(key, provider);
const signer = new NonceManager(wallet);

const factory = new ContractFactory(abi, bytecode, signer);
const contract = await factory.deploy(wallet.address);
await contract.waitForDeployment();
const address = await contract.getAddress();
assert.equal((await contract.deploymentTransaction().wait()).contractAddress, address);

const watched = new Contract(address, abi, socket);
const heard = new Promise((resolve) => watched.once("Sealed", (...values) => resolve(values[0])));
await socket.getBlockNumber();
const receipt = await (await contract.seal(network)).wait();
assert.equal(receipt.status, 1);
assert.equal(await heard, network);
assert.equal(await contract.networkId(), network);
assert.ok((await provider.getBalance(wallet.address)) > 0n);
assert.ok((await provider.getFeeData()).maxFeePerGas > 0n);

const other = Wallet.createRandom().address;
await (await signer.sendTransaction({ to: other, value: 5n })).wait();
assert.equal(await provider.getBalance(other), 5n);
await assert.rejects(contract.seal.staticCall(network), { code: "CALL_EXCEPTION" });
const poor = new Wallet(Wallet.createRandom().privateKey, provider);
await assert.rejects(poor.sendTransaction({ to: other, value: 1n }), { code: "INSUFFICIENT_FUNDS" });
await socket.destroy();
provider.destroy();
console.log(JSON.stringify({ address, block: receipt.blockNumber }));
