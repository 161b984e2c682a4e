"""PyPI pympp: an httpx client that pays by MPP with the method testpay."""

import hmac
from contextlib import asynccontextmanager

import httpx
from lib.lines import serve
from mpp import Credential, Method, Receipt
from mpp.client import ClientMethod, Mpp
from pydantic import create_model

Charge = create_model("Charge", amount=str, currency=str)
Proof = create_model("Proof", proof=str)


def testpay(key):
    async def pay(params):
        challenge = params.challenge
        Charge.model_validate(challenge.request)
        proof = hmac.new(key.encode(), challenge.id.encode(), "sha256").hexdigest()
        credential = Credential(challenge=challenge.to_echo(), payload={"proof": proof})
        return credential.to_authorization()

    method = Method(name="testpay", intent="charge", request_model=Charge, payload_model=Proof)
    return ClientMethod(method=method, create_credential=pay)


@asynccontextmanager
async def opened(task):
    transport = Mpp(methods=[testpay(task["testpay_key"])]).payment_transport
    async with httpx.AsyncClient(transport=transport, follow_redirects=True) as client:
        yield lambda method, url, headers, body: client.request(
            method, url, headers=headers, content=body
        )


def told(headers):
    receipt = headers.get("payment-receipt")
    read = receipt and Receipt.from_payment_receipt(receipt)
    return {"receipt": read and {"reference": read.reference, "method": read.method}}


serve("pympp", opened, told)
