"""Pays MPP challenges of the method testpay with nothing but Python itself."""

import hmac
import json
import sys

for line in sys.stdin:
    request = json.loads(line)
    if "hello" in request:
        about = {"name": "testpay.py", "version": "1"}
        reply = {"ok": {"protocol": 1, "implementation": about, "operations": ["pay"]}}
    elif request["in"].get("challenge", {}).get("method") == "testpay":
        key, challenge = request["in"]["testpay_key"], request["in"]["challenge"]
        proof = hmac.digest(key.encode(), challenge["id"].encode(), "sha256")
        reply = {"ok": {"payload": {"proof": proof.hex()}}}
    else:
        reply = {"unsupported": "only testpay"}
    print(json.dumps({"id": request["id"], **reply}), flush=True)
