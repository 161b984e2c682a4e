"""PyPI pympp behind the envelope of the official MPP suite: one request in, one answer out."""

import base64
import json
import sys

import mpp


def b64(value):
    text = json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unb64(text):
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def members(value, names):
    found = {name: getattr(value, name, None) for name in names}
    return {name: item for name, item in found.items() if item is not None}


ECHO = ("id", "realm", "method", "intent", "expires", "digest", "opaque", "description", "header")


def credential(value):
    challenge = members(value.challenge, ECHO)
    challenge["request"] = unb64(value.challenge.request)
    return {"challenge": challenge, **members(value, ("payload", "source"))}


def receipt(value):
    found = members(value, ("status", "method", "reference"))
    found["timestamp"] = value.timestamp.isoformat().replace("+00:00", "Z")
    return {**found, **(value.extra or {}), **(value.extensions or {})}


def challenge(value):
    found = members(value, (*ECHO, "request"))
    if "opaque" in found:
        found["opaque"] = b64(found["opaque"])
    return found


OPERATIONS = {
    "challenge.parse": lambda i: challenge(mpp.parse_www_authenticate(i["header"])),
    "challenge.format": lambda i: {"header": mpp.format_www_authenticate(mpp.Challenge(**i), i["realm"])},
    "credential.parse": lambda i: credential(mpp.parse_authorization(i["header"])),
    "receipt.parse": lambda i: receipt(mpp.parse_payment_receipt(i["header"])),
}

request = json.load(sys.stdin)
if request["op"] not in OPERATIONS:
    answer = {"ok": False, "error": {"type": "unsupported_operation", "message": request["op"]}}
else:
    try:
        answer = {"ok": True, "value": OPERATIONS[request["op"]](request["input"])}
    except Exception as error:
        answer = {"ok": False, "error": {"type": "parse_error", "message": str(error)}}
print(json.dumps(answer))
