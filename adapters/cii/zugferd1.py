"""ZUGFeRD 1.0 (2014) in the names that its elements got with D16B; places stay those of the document.

The first edition took the names of CII's draft: the same parts in the same order, most of them renamed since.
"""

from dataclasses import replace

from adapters.sources.tree import Node

_NAMES = {
    "rsm:SpecifiedExchangedDocumentContext": "rsm:ExchangedDocumentContext",
    "rsm:HeaderExchangedDocument": "rsm:ExchangedDocument",
    "rsm:SpecifiedSupplyChainTradeTransaction": "rsm:SupplyChainTradeTransaction",
    "ram:ApplicableSupplyChainTradeAgreement": "ram:ApplicableHeaderTradeAgreement",
    "ram:ApplicableSupplyChainTradeDelivery": "ram:ApplicableHeaderTradeDelivery",
    "ram:ApplicableSupplyChainTradeSettlement": "ram:ApplicableHeaderTradeSettlement",
    "ram:SpecifiedSupplyChainTradeAgreement": "ram:SpecifiedLineTradeAgreement",
    "ram:SpecifiedSupplyChainTradeDelivery": "ram:SpecifiedLineTradeDelivery",
    "ram:SpecifiedSupplyChainTradeSettlement": "ram:SpecifiedLineTradeSettlement",
}
_SUMMATION = "ram:SpecifiedTradeSettlementMonetarySummation"
_SUMMATIONS = {
    "ram:ApplicableSupplyChainTradeSettlement": "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
    "ram:SpecifiedSupplyChainTradeSettlement": "ram:SpecifiedTradeSettlementLineMonetarySummation",
}
ROOT = "rsm:CrossIndustryDocument"


def in_todays_names(node: Node, parent: str = "") -> Node:
    """A copy of the tree with today's names; a document's number is its issuer's."""
    name = _NAMES.get(node.name, node.name)
    if node.name == _SUMMATION:
        name = _SUMMATIONS.get(parent, name)
    elif node.name == "ram:ID" and parent.endswith("ReferencedDocument"):
        name = "ram:IssuerAssignedID"
    return replace(node, name=name, children=[in_todays_names(child, node.name) for child in node.children])
