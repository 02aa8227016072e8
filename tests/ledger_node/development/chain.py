"""A development chain for tests: everything to Prague from the start, and who has ether."""

import json
from hashlib import sha256

from eth_account import Account

CHAIN_ID = 743_101
ALICE, BOB = (Account.from_key(sha256(name.encode()).digest()) for name in ("alice", "bob"))
ETHER = 10**18

CONFIG = {
    "chainId": CHAIN_ID,
    **dict.fromkeys(
        (
            "homesteadBlock",
            "eip150Block",
            "eip155Block",
            "eip158Block",
            "byzantiumBlock",
            "constantinopleBlock",
            "petersburgBlock",
            "istanbulBlock",
            "berlinBlock",
            "londonBlock",
            "mergeNetsplitBlock",
            "shanghaiTime",
            "cancunTime",
            "pragueTime",
            "terminalTotalDifficulty",
        ),
        0,
    ),
}

GENESIS = json.dumps(
    {
        "config": CONFIG,
        "gasLimit": "0x2faf080",
        "timestamp": "0x6a000000",
        "alloc": {account.address: {"balance": hex(1_000 * ETHER)} for account in (ALICE, BOB)},
    }
)
