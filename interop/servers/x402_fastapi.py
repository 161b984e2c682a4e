"""A shop over PyPI x402 on FastAPI: one file, no protocol logic of its own."""

import os

import uvicorn
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from x402.fastapi.middleware import require_payment

app = FastAPI()
runs = {"count": 0}
SHOP = [
    ("GET", "/paid", "$0.01", 200),
    ("GET", "/dearer", "$4.03", 200),
    ("POST", "/body", "$0.01", 200),
    ("GET", "/failing", "$0.01", 500),
]


@app.get("/free")
async def free():
    return PlainTextResponse("free of charge")


@app.get("/runs")
async def count():
    return {"runs": runs["count"]}


def sell(method, path, price, status):
    async def handler():
        runs["count"] += 1
        text = "canary-5f1c-" + path[1:]
        return PlainTextResponse(text, status, {"Set-Cookie": "visit=" + text})

    app.add_api_route(path, handler, methods=[method])
    gate = require_payment(
        path=path,
        price=price,
        pay_to_address=os.environ["CONFORM402_PAY_TO"],
        network=os.environ["CONFORM402_NETWORK"],
        mime_type="text/plain",
        facilitator_config={"url": os.environ["FACILITATOR_URL"]},
    )
    app.middleware("http")(gate)


for item in SHOP:
    sell(*item)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="error")
