"""Writes the inputs of the codec vectors into seeds/TARGET/, one file each, named by digest.

`conform402 codec --native --trace all` prints every call with its inputs as an adapter gets them.
"""

import hashlib
import json
import pathlib
import subprocess

HERE = pathlib.Path(__file__).parent
# The target that reads the inputs of an operation, by its longest matching prefix.
TARGETS = {
    "jcs": "json",
    "uint256": "primitives",
    "address": "primitives",
    "timestamp": "primitives",
    "signature": "primitives",
    "x402.amount": "primitives",
    "x402.payment": "x402_header",
    "x402.settlement": "x402_header",
    "x402": "x402_json",
    "challenge": "challenge",
    "challenges": "challenge",
    "credential": "mpp_header",
    "receipt": "mpp_header",
    "digest": "mpp_header",
    "accept-payment": "mpp_header",
    "problem": "mpp_header",
    "discovery": "methods",
    "rpc": "methods",
    "request": "methods",
    "payload": "methods",
    "method-receipt": "methods",
    "eip712.typed-data": "typed_data",
}


def target(op):
    """The target of an operation, if one reads its inputs."""
    known = [prefix for prefix in TARGETS if op == prefix or op.startswith(prefix + ".")]
    return TARGETS[max(known, key=len)] if known else None


def texts(value):
    """Every string in an input, whole."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def main():
    for name in set(TARGETS.values()):
        (HERE / "seeds" / name).mkdir(parents=True, exist_ok=True)
    command = ["cargo", "run", "--quiet", "--", "codec", "--native", "--trace", "all"]
    # Vectors may fail while a codec is being changed; their inputs are seeds all the same.
    trace = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True).stdout
    for line in trace.split("\n"):
        if not line.startswith("    > {"):
            continue
        try:
            call = json.loads(line[6:])
        except ValueError:
            continue  # the report cuts very long inputs
        folder = target(call["op"])
        for text in texts(call["in"]) if folder else ():
            data = text.encode()
            name = hashlib.sha256(data).hexdigest()[:16]
            (HERE / "seeds" / folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
