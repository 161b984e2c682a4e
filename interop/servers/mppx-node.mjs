// A shop over npm mppx on node:http. Its working directory decides the release.

import { createServer } from "node:http";
import { load } from "./lib/load.mjs";
import { realm, secretKey, terms, testpay } from "./lib/mppx.mjs";
import * as shop from "./lib/shop.mjs";

const { Mppx } = await load("mppx/server");

const mppx = Mppx.create({ methods: [testpay], realm, secretKey });

async function answer(request, response) {
  const { pathname } = new URL(request.url, "http://shop.example");
  if (pathname === "/free") return response.end(shop.free);
  if (pathname === "/runs") return response.end(JSON.stringify(shop.count()));
  const asked = (request.method === "HEAD" ? "GET" : request.method).toLowerCase();
  const good = shop.goods.find(({ path, method = "get" }) => path === pathname && method === asked);
  if (!good) return response.writeHead(404).end();
  const payment = await Mppx.toNodeListener(mppx.charge(terms(good)))(request, response);
  if (payment.status === 402) return undefined;
  const { status, text, cookie } = shop.sell(good);
  return response.writeHead(status, { "Content-Type": "text/plain", "Set-Cookie": cookie }).end(text);
}

createServer((request, response) => {
  answer(request, response).catch(() => response.writeHead(500).end());
}).listen(shop.port, shop.host);
