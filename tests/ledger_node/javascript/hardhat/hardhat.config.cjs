// A Hardhat project whose network is a Tegata development node; the contracts come compiled.
require("@nomicfoundation/hardhat-ethers");

const { url, key, chainId } = JSON.parse(process.env.TASK);

module.exports = {
  defaultNetwork: "tegata",
  networks: { tegata: { url, chainId, accounts: [key] } },
};
