// A shop over npm mppx on Hono.

import { load } from "./lib/load.mjs";
import { realm, secretKey, terms, testpay } from "./lib/mppx.mjs";
import * as shop from "./lib/shop.mjs";

const { Hono } = await load("hono");
const { serve } = await load("@hono/node-server");
const { Mppx, discovery } = await load("mppx/hono");

const app = new Hono();
const mppx = Mppx.create({ methods: [testpay], realm, secretKey });
app.get("/free", (context) => context.text(shop.free));
app.get("/runs", (context) => context.json(shop.count()));
for (const good of shop.goods) {
  // Terms are made for each request, because they state when the challenge expires.
  const gate = (context, next) => mppx.charge(terms(good))(context, next);
  app[good.method ?? "get"](good.path, gate, (context) => {
    const { status, text, cookie } = shop.sell(good);
    return context.text(text, status, { "Set-Cookie": cookie });
  });
}
const routes = shop.goods.map((good) => ({
  handler: mppx.charge(terms(good)),
  method: good.method ?? "get",
  path: good.path,
}));
discovery(app, mppx, { info: { title: "Shop", version: "1" }, routes });
serve({ fetch: app.fetch, port: shop.port, hostname: shop.host });
