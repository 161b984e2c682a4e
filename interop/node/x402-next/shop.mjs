// A shop over npm x402-next: routes wrapped by withX402, and the same goods behind its middleware.

import { withX402 } from "x402-next";
import { goods, sell } from "../../servers/lib/shop.mjs";
import { facilitator, payTo, routes } from "../../servers/lib/x402.mjs";

const handler = (good) => () => {
  const { status, text, cookie } = sell(good);
  return new Response(text, { status, headers: { "Content-Type": "text/plain", "Set-Cookie": cookie } });
};
const good = (path) => goods.find((good) => good.path === path);

/** A route that its wrapper guards. */
export const wrapped = (path) => withX402(handler(good(path)), payTo, routes[path], facilitator);

/** A route that the middleware guards, below /gated. */
export const bare = (path) => handler(good(path));
