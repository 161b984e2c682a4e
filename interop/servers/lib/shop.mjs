// What the JavaScript shops sell, whatever framework and protocol they are paid by.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/** Imports a package of the folder that the shop was started in, which pins its release. */
export const load = (name) => import(pathToFileURL(createRequire(`${process.cwd()}/`).resolve(name)));

/** Prices in dollars; a good with another status than 200 has a handler that fails. */
export const goods = [
  { path: "/paid", price: "0.01" },
  { path: "/dearer", price: "0.02" },
  { path: "/body", price: "0.01", method: "post" },
  { path: "/failing", price: "0.01", status: 500 },
];

let runs = 0;

/** The handler of a good. Body and cookie hold the text that nobody else may see. */
export function sell({ path, status = 200 }) {
  runs += 1;
  const text = `canary-2c6e${path.replace("/", "-")}`;
  return { status, text, cookie: `visit=${text}` };
}

export const free = "free of charge";

/** How often a handler of a good ran. */
export const count = () => ({ runs });

export const port = Number(process.env.PORT);
export const host = "127.0.0.1";
