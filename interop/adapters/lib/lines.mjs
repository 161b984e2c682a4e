// The adapter protocol for JavaScript: one JSON line in, one out ("Adapters" in vectors/README.md).
//
// What the library throws is a refusal. What the glue itself throws is a crash, so that a mistake in
// the glue never passes for a refusal.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

/** The library said no without throwing; the message is the kind, where one is known. */
export class Refused extends Error {}

/** The library cannot be given this input; the message says why. */
export class Unsupported extends Error {}

/** A verdict of the library: what is not true is refused. */
export function holds(verdict) {
  if (verdict !== true) throw new Refused("mismatch");
  return true;
}

/** Bytes as they came from the wire. */
export function bytes(value) {
  return typeof value === "string" ? Buffer.from(value) : Buffer.from(value.hex, "hex");
}

/** A field value as node hands it on: bytes that are no text arrive as Latin-1. */
export function field(value) {
  return typeof value === "string" ? value : bytes(value).toString("latin1");
}

/** A body as text; bytes that are no text become replacement characters, as with `response.json()`. */
export function body(value) {
  return bytes(value).toString("utf8");
}

/** The packages installed in interop/node/NAME: `load` imports one, `file` a module within one. */
export function installed(name) {
  const home = new URL(`../../node/${name}/`, import.meta.url);
  const inside = (path) => new URL(`node_modules/${path}`, home);
  return {
    load: (module) => import(pathToFileURL(createRequire(home).resolve(module))),
    file: (path) => import(inside(path)),
    version: (module) => JSON.parse(readFileSync(inside(`${module}/package.json`))).version,
  };
}

/** Integers as decimal text; half a surrogate pair cannot be written. */
function plain(_, value) {
  if (typeof value === "string") return value.toWellFormed();
  return typeof value === "bigint" ? value.toString() : value;
}

async function answer(operations, { op, in: input }) {
  try {
    return { ok: await operations[op](input) };
  } catch (error) {
    if (error instanceof Refused) return { reject: error.message };
    if (error instanceof Unsupported) return { unsupported: error.message };
    const thrower = error?.stack?.split("\n").find((line) => /^\s+at /.test(line)) ?? "";
    if (thrower.includes("/interop/adapters/")) return { crash: `${error}\n${thrower.trim()}` };
    return { reject: "" };
  }
}

/** Answers until standard input ends. `only` limits operations to inputs that match. */
export async function serve(name, version, operations, only = {}) {
  const implementation = { name, version };
  const hello = { protocol: 1, implementation, operations: Object.keys(operations).sort(), only };
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    const reply = request.hello ? { ok: hello } : await answer(operations, request);
    process.stdout.write(`${JSON.stringify({ id: request.id, ...reply }, plain)}\n`);
  }
}
