// A shop over npm x402-hono. Its working directory decides the release.

import { load } from "./lib/load.mjs";
import * as shop from "./lib/shop.mjs";
import { facilitator, payTo, routes } from "./lib/x402.mjs";

const { Hono } = await load("hono");
const { serve } = await load("@hono/node-server");
const { paymentMiddleware } = await load("x402-hono");

const app = new Hono();
app.get("/free", (context) => context.text(shop.free));
app.get("/runs", (context) => context.json(shop.count()));
app.use(paymentMiddleware(payTo, routes, facilitator));
for (const good of shop.goods) {
  app[good.method ?? "get"](good.path, (context) => {
    const { status, text, cookie } = shop.sell(good);
    return context.text(text, status, { "Set-Cookie": cookie });
  });
}
serve({ fetch: app.fetch, port: shop.port, hostname: shop.host });
