"""A shop over PyPI pympp on Starlette, paid by the method testpay; no protocol logic of its own."""

import hmac
import os
from datetime import timedelta

import uvicorn
from mpp import MemoryStore, Method, Receipt
from mpp.errors import CredentialReplayedError, VerificationFailedError
from mpp.server import Mpp, ServerMethod, pay
from pydantic import create_model
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

KEY = os.environ["CONFORM402_TESTPAY_KEY"].encode()
used, runs = MemoryStore(), {"count": 0}
Charge = create_model("Charge", amount=str, currency=str, recipient=str)
Proof = create_model("Proof", proof=str)


async def verify(context):
    challenge = context.challenge.id
    proof = hmac.new(KEY, challenge.encode(), "sha256").hexdigest()
    if not hmac.compare_digest(proof.encode(), context.credential.payload.proof.encode()):
        raise VerificationFailedError("wrong proof")
    if not await used.put_if_absent(challenge, True):
        raise CredentialReplayedError("already used")
    return Receipt.success(challenge, method="testpay")


def shop(**options):
    method = Method(name="testpay", intent="charge", request_model=Charge, payload_model=Proof)
    terms = {"currency": "usd", "recipient": os.environ["CONFORM402_PAY_TO"]}
    offer = ServerMethod(method=method, verify=verify, defaults=terms)
    return Mpp(offer, secret_key=os.environ["CONFORM402_BINDING_SECRET"], **options)


def sell(path, amount, method="GET", status=200, seller=shop(), **options):
    @pay(seller.charge(amount=amount, meta={"shop": path[1:]}, **options))
    async def handler(request, credential, receipt):
        runs["count"] += 1
        text = "not for you" if status == 403 else "canary-5f1c-" + path[1:]
        return PlainTextResponse(text, status, {"Set-Cookie": "visit=" + text})

    return Route(path, handler, methods=[method])


ROUTES = [
    Route("/free", lambda request: PlainTextResponse("free of charge")),
    Route("/runs", lambda request: JSONResponse({"runs": runs["count"]})),
    sell("/paid", "10000"),
    sell("/dearer", "4030000"),
    sell("/short", "10000", expires_in=timedelta(seconds=1)),
    sell("/body", "10000", method="POST", body=lambda request: request.body or b""),
    sell("/failing", "10000", status=500),
    sell("/denied", "10000", status=403),
    sell("/header", "10000", seller=shop(requires_auth=True)),
]
uvicorn.run(Starlette(routes=ROUTES), port=int(os.environ["PORT"]), log_level="error")
