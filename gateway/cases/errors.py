"""Why a case can't go on as asked, where the ledger alone would not say."""

from gateway.errors import GatewayError


class CaseRefused(GatewayError):
    """An act of a case that the agreement gives no basis for."""

    code = "case.refused"
    status = 409
    default_remedy = "See the agreement's row in agreements.toml, with its source."
