"""Pays x402 offers with the client of PyPI x402; interop/install x402-pypi installs it."""

from eth_account import Account
from lib.lines import serve
from x402.clients.base import x402Client
from x402.types import PaymentRequirements


def pay(given):
    client = x402Client(Account.from_key(given["wallet_key"]))
    offer = PaymentRequirements(**given["offer"])
    return {"header": client.create_payment_header(offer)}


serve("x402", {"pay": pay})
