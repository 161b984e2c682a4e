// The long-lived client for JavaScript: one JSON line in, one out (schemas/client-message.schema.json).

import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const home = `${process.cwd()}/`;

/** Imports a package of the folder that the client was started in, which pins its release. */
export const load = (name) => import(pathToFileURL(createRequire(home).resolve(name)));

const version = (name) => JSON.parse(readFileSync(`${home}node_modules/${name}/package.json`)).version;

/** What a fetch is about, as `fetch` wants it. */
const request = ({ method, headers, body }) => ({ method, headers, body });

async function account(response, told) {
  const body = Buffer.from(await response.arrayBuffer());
  const body_sha256 = createHash("sha256").update(body).digest("hex");
  return { status: response.status, body_sha256, ...told(response.headers) };
}

/** `client` makes a fetching function for a task; `told` reads what an answer says of the payment. */
async function fetched(task, client, told) {
  const fetch = await client(task);
  let last;
  for (let call = 0; call < (task.calls ?? 1); call += 1) {
    const answer = fetch(task.url, request(task)).then((response) => account(response, told));
    last = await answer.then((ok) => ({ ok }), (error) => ({ error: String(error?.message ?? error) }));
  }
  return last;
}

/** Answers until standard input ends. What the library throws ends a call and not the process. */
export async function serve(name, client, told) {
  const welcome = { protocol: 1, implementation: { name, version: version(name) } };
  const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, hello, fetch: task } = JSON.parse(line);
    if (hello) say({ id, ok: welcome });
    else
      fetched(task, client, told).then((answer) => say({ id, ...answer }));
  }
}
