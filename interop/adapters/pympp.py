"""PyPI pympp: challenges, credentials, receipts, ids, digests, memos, typed methods, MCP."""

from dataclasses import asdict
from datetime import datetime

from lib.lines import Unsupported, field, found, holds, meta, raw, serve, typed, unpack
from mpp import BodyDigest, Challenge, ChallengeEcho, Credential, Receipt
from mpp.extensions.mcp.types import MCPCredential, MCPReceipt
from mpp.methods import evm
from mpp.methods.stripe import schemas as stripe
from mpp.methods.tempo import attribution
from mpp.methods.tempo import schemas as tempo

REQUEST = {"tempo": tempo.ChargeRequest, "stripe": stripe.ChargeRequest, "evm": evm.ChargeRequest}
PAYLOAD = {
    "tempo": tempo.ChargePayload,
    "stripe": stripe.StripeCredentialPayload,
    "evm": evm.AuthorizationPayload,
}
CHARGES = [{"method": method, "intent": "charge"} for method in REQUEST]


def challenge(given):
    """The library takes `request` and `opaque` as objects and spells them itself."""
    texts = {"request": given.get("requestText"), "opaque": given.get("opaque")}
    objects = {name: unpack(text) for name, text in texts.items() if text is not None}
    rest = {name: value for name, value in given.items() if name != "requestText"}
    if "extensions" in rest:
        raise Unsupported("the library writes no extension parameters")
    return Challenge(**{"id": "", **rest, **objects})


def challenge_id(given):
    made = asdict(challenge(given["challenge"]))
    made["meta"] = made.pop("opaque")
    del made["id"], made["request_b64"]
    return Challenge.create(secret_key=given["secret"], **made).id


def shown(read):
    echo = asdict(read.to_echo())
    return echo | {"request": read.request, "requestText": echo["request"]}


def receipt(given):
    names = {"externalId": "external_id", "subscriptionId": "subscription_id"}
    known = {names.get(name, name): value for name, value in given.items()}
    further = {name: known.pop(name) for name in set(known) - set(Receipt.__dataclass_fields__)}
    known["timestamp"] = datetime.fromisoformat(known["timestamp"])
    return Receipt(**known, extensions=further)


def memo_binds(given):
    if not attribution.verify_server(given["memo"], given["realm"]):
        return False
    return attribution.verify_challenge_binding(given["memo"], given["challengeId"])


OPERATIONS = {
    "challenge.decode": lambda text: shown(Challenge.from_www_authenticate(field(text))),
    "challenge.encode": lambda given: challenge(given).to_www_authenticate(given["realm"]),
    "challenge.id": challenge_id,
    "challenge.verify": lambda given: holds(
        challenge(given["challenge"]).verify(given["secret"], given["challenge"]["realm"])
    ),
    "credential.decode": lambda text: asdict(Credential.from_authorization(field(text))),
    "credential.encode": lambda given: Credential(
        **given | {"challenge": ChallengeEcho(**given.get("challenge", {}))}
    ).to_authorization(),
    "receipt.decode": lambda text: unpack(
        Receipt.from_payment_receipt(field(text)).to_payment_receipt()
    ),
    "receipt.encode": lambda given: receipt(given).to_payment_receipt(),
    "digest.compute": lambda given: BodyDigest.compute(raw(given["body"])),
    "digest.verify": lambda given: holds(BodyDigest.verify(given["digest"], raw(given["body"]))),
    "challenge.hash": lambda given: evm.challenge_hash(given["id"], given["realm"]),
    "memo.encode": lambda given: attribution.encode(
        given["challengeId"], given["realm"], given.get("client")
    ),
    "memo.verify": lambda given: holds(memo_binds(given)),
    "request.decode": lambda given: typed(REQUEST[given["method"]])(given["json"]),
    "payload.decode": lambda given: typed(PAYLOAD[given["method"]])(given["json"]),
    "rpc.credential.decode": lambda text: found(
        MCPCredential.from_meta(meta(text, "params"))
    ).to_dict(),
    "rpc.receipt.decode": lambda text: found(MCPReceipt.from_meta(meta(text))).to_dict(),
}

serve("pympp", OPERATIONS, {
    "digest.compute": [{"form": "bare"}],
    "request.decode": CHARGES,
    "payload.decode": CHARGES,
})
