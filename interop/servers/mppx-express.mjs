// A shop over npm mppx on Express.

import { load } from "./lib/load.mjs";
import { realm, secretKey, terms, testpay } from "./lib/mppx.mjs";
import * as shop from "./lib/shop.mjs";

const { default: express } = await load("express");
const { Mppx, discovery } = await load("mppx/express");

const app = express();
const mppx = Mppx.create({ methods: [testpay], realm, secretKey });
app.get("/free", (_, response) => response.type("text").send(shop.free));
app.get("/runs", (_, response) => response.json(shop.count()));
for (const good of shop.goods) {
  // Terms are made for each request, because they state when the challenge expires.
  const gate = (request, response, next) => mppx.charge(terms(good))(request, response, next);
  app[good.method ?? "get"](good.path, gate, (_, response) => {
    const { status, text, cookie } = shop.sell(good);
    // The middleware adds its receipt to answers in JSON only.
    response.status(status).set("Set-Cookie", cookie).json(text);
  });
}
const routes = shop.goods.map((good) => ({
  handler: mppx.charge(terms(good)),
  method: good.method ?? "get",
  path: good.path,
}));
discovery(app, mppx, { info: { title: "Shop", version: "1" }, routes });
app.listen(shop.port, shop.host);
