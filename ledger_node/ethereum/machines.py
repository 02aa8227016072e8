"""py-evm's virtual machines of all forks, over the ledger's own state."""

from functools import cache
from typing import Any

from eth.vm.base import VM
from eth.vm.forks.arrow_glacier import ArrowGlacierVM
from eth.vm.forks.berlin import BerlinVM
from eth.vm.forks.byzantium import ByzantiumVM
from eth.vm.forks.cancun import CancunVM
from eth.vm.forks.constantinople import ConstantinopleVM
from eth.vm.forks.frontier import FrontierVM
from eth.vm.forks.gray_glacier import GrayGlacierVM
from eth.vm.forks.homestead import HomesteadVM
from eth.vm.forks.istanbul import IstanbulVM
from eth.vm.forks.london import LondonVM
from eth.vm.forks.muir_glacier import MuirGlacierVM
from eth.vm.forks.paris import ParisVM
from eth.vm.forks.petersburg import PetersburgVM
from eth.vm.forks.prague import PragueVM
from eth.vm.forks.shanghai import ShanghaiVM
from eth.vm.forks.spurious_dragon import SpuriousDragonVM
from eth.vm.forks.tangerine_whistle import TangerineWhistleVM

from ledger_node.ethereum.forks import Fork
from ledger_node.rules import LedgerVM, OverLedgerAccounts

PY_EVM: dict[Fork, type[VM]] = {
    Fork.FRONTIER: FrontierVM,
    Fork.HOMESTEAD: HomesteadVM,
    Fork.TANGERINE_WHISTLE: TangerineWhistleVM,
    Fork.SPURIOUS_DRAGON: SpuriousDragonVM,
    Fork.BYZANTIUM: ByzantiumVM,
    Fork.CONSTANTINOPLE: ConstantinopleVM,
    Fork.PETERSBURG: PetersburgVM,
    Fork.ISTANBUL: IstanbulVM,
    Fork.MUIR_GLACIER: MuirGlacierVM,
    Fork.BERLIN: BerlinVM,
    Fork.LONDON: LondonVM,
    Fork.ARROW_GLACIER: ArrowGlacierVM,
    Fork.GRAY_GLACIER: GrayGlacierVM,
    Fork.PARIS: ParisVM,
    Fork.SHANGHAI: ShanghaiVM,
    Fork.CANCUN: CancunVM,
    Fork.PRAGUE: PragueVM,
}
"""py-evm's own: the judges of an imported chain."""


@cache
def machine(fork: Fork) -> type[VM]:
    """A fork's virtual machine over `LedgerAccounts`; Prague's is the ledger's, interpreter and all."""
    if fork is Fork.PRAGUE:
        return LedgerVM
    judge = PY_EVM[fork]
    state_class: Any = type(f"{fork.name}State", (OverLedgerAccounts, judge.get_state_class()), {})
    return type(f"{fork.name}VM", (judge,), {"_state_class": state_class})


@cache
def precompiles(fork: Fork) -> dict[bytes, Any]:
    """A fork's precompiled functions, by address."""
    found: Any = machine(fork).get_state_class().computation_class
    return dict(found.get_precompiles())
