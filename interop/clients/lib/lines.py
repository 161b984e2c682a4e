"""The long-lived client for Python: one JSON line in, one out (schemas/client-message.schema.json).

What the library raises ends a call, not the process.
"""

import asyncio
import hashlib
import json
import sys
from importlib.metadata import version


def account(response, told):
    """What the caller learns of an answer; `told` reads what it says of the payment."""
    digest = hashlib.sha256(response.content).hexdigest()
    return {"status": response.status_code, "body_sha256": digest, **told(response.headers)}


async def fetched(task, opened, told):
    """The last of the calls that one new client object makes."""
    request = {"headers": task.get("headers"), "body": task.get("body")}
    last = {"error": "no call"}
    async with opened(task) as send:
        for _ in range(task.get("calls", 1)):
            try:
                answer = await send(task.get("method", "GET"), task["url"], **request)
                last = {"ok": account(answer, told)}
            except Exception as error:
                last = {"error": f"{type(error).__name__}: {error}"}
    return last


async def answered(message, welcome, opened, told):
    if "hello" in message:
        reply = {"ok": welcome}
    else:
        reply = await fetched(message["fetch"], opened, told)
    sys.stdout.write(json.dumps({"id": message["id"], **reply}) + "\n")
    sys.stdout.flush()


async def loop(welcome, opened, told):
    tasks = set()
    while line := await asyncio.to_thread(sys.stdin.readline):
        task = asyncio.create_task(answered(json.loads(line), welcome, opened, told))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)


def serve(package, opened, told):
    """Answers until standard input ends. `opened` gives, for a task, a context that sends."""
    implementation = {"name": package, "version": version(package)}
    asyncio.run(loop({"protocol": 1, "implementation": implementation}, opened, told))
