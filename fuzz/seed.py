"""Writes the inputs of the codec vectors into seeds/TARGET/, one file each, named by digest."""

import hashlib
import json
import pathlib

HERE = pathlib.Path(__file__).parent
# The target that reads the inputs of an operation, by the operation's first word.
TARGETS = {
    "jcs": "json",
    "uint256": "primitives",
    "address": "primitives",
    "timestamp": "primitives",
    "x402.amount": "primitives",
    "x402.payment": "x402_header",
    "x402.settlement": "x402_header",
    "x402": "x402_json",
    "challenge": "challenge",
    "challenges": "challenge",
    "credential": "mpp_header",
    "receipt": "mpp_header",
    "digest": "mpp_header",
    "eip712.typed-data": "typed_data",
}


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
    for target in sorted(set(TARGETS.values())):
        (HERE / "seeds" / target).mkdir(parents=True, exist_ok=True)
    for file in sorted((HERE.parent / "vectors").glob("*/codec/*.json")):
        vector = json.loads(file.read_text())
        words = vector["op"].split(".")
        target = TARGETS.get(vector["op"]) or TARGETS.get(".".join(words[:2])) or TARGETS.get(words[0])
        if target is None:
            continue
        for case in vector["cases"]:
            for text in texts(case["in"]):
                data = text.encode()
                name = hashlib.sha256(data).hexdigest()[:16]
                (HERE / "seeds" / target / name).write_bytes(data)


if __name__ == "__main__":
    main()
