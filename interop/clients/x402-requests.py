"""PyPI x402 1.x: a session of requests that pays by x402."""

import asyncio
from contextlib import asynccontextmanager

from eth_account import Account
from lib.lines import serve
from x402.clients.base import decode_x_payment_response, x402Client
from x402.clients.requests import x402_requests


@asynccontextmanager
async def opened(task):
    def on_its_network(accepts, _, scheme, cap):
        choose = x402Client.default_payment_requirements_selector
        return choose(accepts, task["network"], scheme, cap)

    cap = task.get("max_amount")
    wallet = Account.from_key(task["wallet_key"])
    with x402_requests(wallet, cap and int(cap), on_its_network) as session:
        yield lambda method, url, headers, body: asyncio.to_thread(
            session.request, method, url, headers=headers, data=body
        )


def told(headers):
    settlement = headers.get("x-payment-response")
    return {"settlement": settlement and decode_x_payment_response(settlement)}


serve("x402", opened, told)
