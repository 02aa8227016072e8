"""`eth_config`: the forks of the chain, as one client compares them with another (EIP-7910)."""

from zlib import crc32

from eth.vm.forks.cancun.constants import BEACON_ROOTS_ADDRESS
from eth.vm.forks.prague.constants import (
    CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS,
    HISTORY_STORAGE_ADDRESS,
    WITHDRAWAL_REQUEST_PREDEPLOY_ADDRESS,
)

from contracts.ids import hex0x
from ledger_node.chain import Chain
from ledger_node.ethereum import Fork
from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.parameters import BlockReference
from ledger_node.rpc.render import Json
from ledger_node.rpc.view import View

PRECOMPILE_NAMES = (
    "ECREC",
    "SHA256",
    "RIPEMD160",
    "ID",
    "MODEXP",
    "BN254_ADD",
    "BN254_MUL",
    "BN254_PAIRING",
    "BLAKE2F",
    "KZG_POINT_EVALUATION",
    "BLS12_G1ADD",
    "BLS12_G1MSM",
    "BLS12_G2ADD",
    "BLS12_G2MSM",
    "BLS12_PAIRING_CHECK",
    "BLS12_MAP_FP_TO_G1",
    "BLS12_MAP_FP2_TO_G2",
)
"""From address 1 on, in the words of EIP-7910."""

namespace = Namespace()


@namespace.method("eth_config")
def config(view: View) -> Json:
    """The fork that holds now, the next one and the last one scheduled."""
    chain = view.ledger.chain
    genesis, head = (view.block(reference) for reference in (_FIRST, _LATEST))
    begins = sorted((time, fork) for fork, time in chain.schedule.by_time.items())
    begun = [each for each in begins if each[0] <= head.header.timestamp]
    coming = [each for each in begins if each[0] > head.header.timestamp]
    first = (genesis.hash, genesis.header.timestamp)
    return {
        "current": _configuration(chain, *begun[-1], *first) if begun else None,
        "next": _configuration(chain, *coming[0], *first) if coming else None,
        "last": _configuration(chain, *coming[-1], *first) if coming else None,
    }


_FIRST, _LATEST = BlockReference(number=0), BlockReference(tag="latest")


def _configuration(chain: Chain, time: int, fork: Fork, genesis_hash: bytes, genesis_time: int) -> Json:
    precompiles = sorted(chain.precompiles(fork))
    rendered: Json = {
        "activationTime": 0 if time <= genesis_time else time,
        "chainId": hex(chain.chain_id),
        "forkId": _fork_id(chain, time, genesis_hash, genesis_time),
        "precompiles": {
            PRECOMPILE_NAMES[int.from_bytes(each, "big") - 1]: hex0x(each) for each in precompiles
        },
        "systemContracts": _system_contracts(chain, fork),
        "blobSchedule": None,
    }
    if fork >= Fork.CANCUN:
        blobs = chain.blobs(fork)
        rendered["blobSchedule"] = {
            "baseFeeUpdateFraction": blobs.update_fraction,
            "max": blobs.most,
            "target": blobs.target,
        }
    return rendered


def _precompile_name(address: bytes) -> str:
    return PRECOMPILE_NAMES[int.from_bytes(address, "big") - 1]


def _fork_id(chain: Chain, time: int, genesis_hash: bytes, genesis_time: int) -> str:
    """A checksum over the genesis and every fork up to `time` (EIP-2124, EIP-6122)."""
    blocks = {block for block in chain.schedule.by_block.values() if block > 0}
    times = {each for each in chain.schedule.by_time.values() if genesis_time < each <= time}
    checksum = crc32(genesis_hash)
    for each in (*sorted(blocks), *sorted(times)):
        checksum = crc32(each.to_bytes(8, "big"), checksum)
    return f"0x{checksum:08x}"


def _system_contracts(chain: Chain, fork: Fork) -> Json:
    contracts: Json = {}
    if fork >= Fork.CANCUN:
        contracts["BEACON_ROOTS_ADDRESS"] = hex0x(BEACON_ROOTS_ADDRESS)
    if fork >= Fork.PRAGUE:
        contracts |= {
            "CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS": hex0x(CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS),
            "DEPOSIT_CONTRACT_ADDRESS": hex0x(chain.deposit_contract),
            "HISTORY_STORAGE_ADDRESS": hex0x(HISTORY_STORAGE_ADDRESS),
            "WITHDRAWAL_REQUEST_PREDEPLOY_ADDRESS": hex0x(WITHDRAWAL_REQUEST_PREDEPLOY_ADDRESS),
        }
    return contracts
