// What the JavaScript shops sell, whatever framework and protocol they are paid by.

/** Prices in dollars. A handler with another status than 200 fails, and one of 403 hands nothing out. */
export const goods = [
  { path: "/paid", price: "0.01" },
  { path: "/dearer", price: "0.02" },
  { path: "/price", price: "4.03" },
  { path: "/body", price: "0.01", method: "post" },
  { path: "/failing", price: "0.01", status: 500 },
];

/** Global, because a bundler may give each route a copy of this module. */
const tally = (globalThis.tally ??= { runs: 0 });

/** The handler of a good. Body and cookie hold the text that nobody else may see. */
export function sell({ path, status = 200 }) {
  tally.runs += 1;
  const text = status === 403 ? "not for you" : `canary-2c6e${path.replace("/", "-")}`;
  return { status, text, cookie: `visit=${text}` };
}

export const free = "free of charge";

/** How often a handler of a good ran. */
export const count = () => ({ runs: tally.runs });

export const port = Number(process.env.PORT);
export const host = "127.0.0.1";
