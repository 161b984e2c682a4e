"""A shop over PyPI x402 on Flask: one file, no protocol logic of its own."""

import os

from flask import Flask, Response
from werkzeug.serving import WSGIRequestHandler, make_server
from x402.flask.middleware import PaymentMiddleware

app = Flask(__name__)
payments = PaymentMiddleware(app)
runs = {"count": 0}
SHOP = [
    ("GET", "/paid", "$0.01", 200),
    ("GET", "/dearer", "$4.03", 200),
    ("POST", "/body", "$0.01", 200),
    ("GET", "/failing", "$0.01", 500),
]


@app.get("/free")
def free():
    return Response("free of charge", mimetype="text/plain")


@app.get("/runs")
def count():
    return {"runs": runs["count"]}


def sell(method, path, price, status):
    def handler():
        runs["count"] += 1
        text = "canary-5f1c-" + path[1:]
        return Response(text, status, {"Set-Cookie": "visit=" + text}, mimetype="text/plain")

    app.add_url_rule(path, path, handler, methods=[method])
    payments.add(
        path=path,
        price=price,
        pay_to_address=os.environ["CONFORM402_PAY_TO"],
        network=os.environ["CONFORM402_NETWORK"],
        mime_type="text/plain",
        facilitator_config={"url": os.environ["FACILITATOR_URL"]},
    )


for item in SHOP:
    sell(*item)

if __name__ == "__main__":
    WSGIRequestHandler.protocol_version = "HTTP/1.1"
    make_server("127.0.0.1", int(os.environ["PORT"]), app, threaded=True).serve_forever()
