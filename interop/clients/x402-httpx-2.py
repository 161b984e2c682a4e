"""PyPI x402 2.x: an httpx client that pays by x402, version 1 too."""

from contextlib import asynccontextmanager

from eth_account import Account
from lib.lines import serve
from x402 import max_amount, x402Client
from x402.http.clients import x402HttpxClient
from x402.http.utils import decode_payment_response_header
from x402.mechanisms.evm.exact.v1.client import ExactEvmSchemeV1


@asynccontextmanager
async def opened(task):
    scheme = ExactEvmSchemeV1(Account.from_key(task["wallet_key"]))
    payer = x402Client().register_v1(task["network"], scheme)
    if "max_amount" in task:
        payer.register_policy(max_amount(int(task["max_amount"])))
    async with x402HttpxClient(payer) as client:
        yield lambda method, url, headers, body: client.request(
            method, url, headers=headers, content=body, follow_redirects=True
        )


def told(headers):
    settlement = headers.get("x-payment-response")
    read = settlement and decode_payment_response_header(settlement)
    return {"settlement": read and read.model_dump(mode="json", by_alias=True)}


serve("x402", opened, told)
