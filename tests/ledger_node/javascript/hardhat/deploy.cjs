// Deploys the Consortium from a Hardhat project: deploy, wait, send, subscribe, read.
const assert = require("node:assert/strict");
const { ethers } = require("hardhat");

async function main() {
  const { abi, bytecode, network } = JSON.parse(process.env.TASK);
  const [signer] = await ethers.getSigners();
  const factory = await ethers.getContractFactory(abi, bytecode, signer);
  const contract = await factory.deploy(signer.address);
  await contract.waitForDeployment();

  const heard = new Promise((resolve) => contract.once("Sealed", (...values) => resolve(values[0])));
  const receipt = await (await contract.seal(network)).wait();
  assert.equal(receipt.status, 1);
  assert.equal(await heard, network);
  assert.equal(await contract.networkId(), network);
  await assert.rejects(contract.seal(network));
  const [event] = await contract.queryFilter("Sealed");
  assert.equal(event.transactionHash, receipt.hash);
  console.log(JSON.stringify({ address: await contract.getAddress(), block: receipt.blockNumber }));
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
