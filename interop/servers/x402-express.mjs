// A shop over npm x402-express. Its working directory decides the release.

import { load } from "./lib/load.mjs";
import * as shop from "./lib/shop.mjs";
import { facilitator, payTo, routes } from "./lib/x402.mjs";

const { default: express } = await load("express");
const { paymentMiddleware } = await load("x402-express");

const app = express();
app.get("/free", (_, response) => response.type("text").send(shop.free));
app.get("/runs", (_, response) => response.json(shop.count()));
app.use(paymentMiddleware(payTo, routes, facilitator));
for (const good of shop.goods) {
  app[good.method ?? "get"](good.path, (_, response) => {
    const { status, text, cookie } = shop.sell(good);
    response.status(status).set("Set-Cookie", cookie).type("text").send(text);
  });
}
app.listen(shop.port, shop.host);
