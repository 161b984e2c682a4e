"""A shop over PyPI x402 on Flask: one file, no protocol logic of its own."""

import os

from flask import Flask, Response
from werkzeug.serving import WSGIRequestHandler, make_server
from x402.flask.middleware import PaymentMiddleware

app = Flask(__name__)
runs = {"count": 0}


def sell(text, status=200):
    runs["count"] += 1
    return Response(text, status, {"Set-Cookie": "visit=" + text}, mimetype="text/plain")


@app.get("/free")
def free():
    return Response("free of charge", mimetype="text/plain")


@app.get("/runs")
def count():
    return {"runs": runs["count"]}


@app.get("/paid")
def paid():
    return sell("canary-5f1c-paid")


@app.get("/dearer")
def dearer():
    return sell("canary-5f1c-dearer")


@app.get("/failing")
def failing():
    return sell("canary-5f1c-failing", 500)


payments = PaymentMiddleware(app)
for path, price in [("/paid", "$0.01"), ("/dearer", "$0.02"), ("/failing", "$0.01")]:
    payments.add(
        path=path,
        price=price,
        pay_to_address=os.environ["CONFORM402_PAY_TO"],
        network=os.environ["CONFORM402_NETWORK"],
        mime_type="text/plain",
        facilitator_config={"url": os.environ["FACILITATOR_URL"]},
    )

if __name__ == "__main__":
    WSGIRequestHandler.protocol_version = "HTTP/1.1"
    make_server("127.0.0.1", int(os.environ["PORT"]), app, threaded=True).serve_forever()
