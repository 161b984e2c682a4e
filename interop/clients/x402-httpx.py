"""PyPI x402 1.x: an httpx client that pays by x402."""

from contextlib import asynccontextmanager

from eth_account import Account
from lib.lines import serve
from x402.clients.base import decode_x_payment_response, x402Client
from x402.clients.httpx import x402HttpxClient


@asynccontextmanager
async def opened(task):
    def on_its_network(accepts, _, scheme, cap):
        choose = x402Client.default_payment_requirements_selector
        return choose(accepts, task["network"], scheme, cap)

    cap = task.get("max_amount")
    wallet = Account.from_key(task["wallet_key"])
    async with x402HttpxClient(wallet, cap and int(cap), on_its_network) as client:
        yield lambda method, url, headers, body: client.request(
            method, url, headers=headers, content=body, follow_redirects=True
        )


def told(headers):
    settlement = headers.get("x-payment-response")
    return {"settlement": settlement and decode_x_payment_response(settlement)}


serve("x402", opened, told)
