"""The adapter protocol for Python: one JSON line in, one out ("Adapters" in vectors/README.md).

What the library raises is a refusal. What the glue itself raises is a crash, so that a mistake in
the glue never passes for a refusal.
"""

import base64
import json
import sys
import traceback
from importlib.metadata import version


class Refused(Exception):
    """The library said no without raising; the argument is the kind, where one is known."""


class Unsupported(Exception):
    """The library cannot be given this input; the argument says why."""


def holds(verdict):
    """A verdict of the library: what is not true is refused."""
    if not verdict:
        raise Refused("mismatch")
    return True


def found(value):
    """A result of the library that may be None."""
    if value is None:
        raise Refused("missing")
    return value


def raw(value):
    """Text or bytes, as they came from the wire."""
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value


def field(value):
    """A field value as web frameworks hand it on: bytes that are no text arrive as Latin-1."""
    value = raw(value)
    return value.decode("latin-1") if isinstance(value, bytes) else value


def unpack(text):
    """JSON in base64url."""
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def meta(text, *path):
    """The `_meta` object of a JSON-RPC message, empty where there is none."""
    message = json.loads(raw(text))
    for name in [*path, "_meta"]:
        message = message.get(name) if isinstance(message, dict) else None
    return message or {}


def typed(model):
    """Reads JSON with a pydantic model and shows what the model holds, by wire name."""

    def decode(text):
        read = model.model_validate(json.loads(raw(text)))
        return read.model_dump(mode="json", by_alias=True, exclude_unset=True)

    return decode


def answer(operations, request):
    try:
        return {"ok": operations[request["op"]](request["in"])}
    except Refused as refusal:
        return {"reject": str(refusal)}
    except Unsupported as why:
        return {"unsupported": str(why)}
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        # A constructor of the library that misses an argument shows in the line that calls it.
        ours = frame.filename in (__file__, sys.argv[0]) and "__init__() missing" not in str(error)
        if ours:
            return {"crash": f"{error!r} in line {frame.lineno} of {frame.filename}"}
        return {"reject": ""}


def serve(package, operations, only=None):
    """Answers until standard input ends. `only` limits operations to inputs that match."""
    hello = {"protocol": 1, "implementation": {"name": package, "version": version(package)}}
    hello["operations"] = sorted(operations)
    hello["only"] = only or {}
    for line in sys.stdin:
        request = json.loads(line)
        reply = {"ok": hello} if "hello" in request else answer(operations, request)
        sys.stdout.write(json.dumps({"id": request["id"], **reply}) + "\n")
        sys.stdout.flush()
