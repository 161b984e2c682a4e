// A shop over npm mppx on node:http with several offers for a good, and a field for logins.

import { createServer } from "node:http";
import { load } from "./lib/load.mjs";
import { realm, secretKey, terms, testpay } from "./lib/mppx.mjs";
import * as shop from "./lib/shop.mjs";

const { Mppx, Store, stripe, tempo } = await load("mppx/server");
const { createClient, custom } = await load("viem");
const { tempo: chain } = await load("viem/tempo/chains");

const recipient = process.env.CONFORM402_PAY_TO;
const chainId = `0x${chain.id.toString(16)}`;
// Proofs are checked against a chain where no account has code and no access key.
const request = async ({ method }) => (method === "eth_chainId" ? chainId : `0x${"0".repeat(512)}`);
const getClient = () => createClient({ chain, transport: custom({ request }) });

const methods = [
  testpay,
  tempo.charge({ recipient, getClient, store: Store.memory() }),
  stripe.charge({ secretKey: "sk_test", networkId: "profile_test", paymentMethodTypes: ["card"] }),
];
const plain = Mppx.create({ methods, realm, secretKey });
const requiresAuth = Mppx.create({ methods, realm, secretKey, requiresAuth: true });

const nothing = { amount: "0", description: "Who you are" };
const split = { amount: "0.02", splits: [{ amount: "0.01", recipient }] };
const card = { amount: "1", currency: "usd", decimals: 2 };
const either = (good) => [["testpay/charge", terms(good)], ["tempo/charge", nothing]];
shop.goods.push(
  { path: "/header", price: "0.01", mppx: requiresAuth },
  { path: "/tempo-charge", offers: () => [["tempo/charge", split]] },
  { path: "/stripe-charge", offers: () => [["stripe/charge", card]] },
);

async function answer(request, response) {
  const { pathname } = new URL(request.url, "http://shop.example");
  if (pathname === "/free") return response.setHeader("Cache-Control", "no-store").end(shop.free);
  if (pathname === "/runs") return response.end(JSON.stringify(shop.count()));
  const good = shop.goods.find(({ path }) => path === pathname);
  if (!good || !["GET", "HEAD"].includes(request.method)) return response.writeHead(404).end();
  const { mppx = plain, offers = either } = good;
  const payment = await Mppx.toNodeListener(mppx.compose(...offers(good)))(request, response);
  if (payment.status === 402) return undefined;
  const { status, text, cookie } = shop.sell(good);
  return response.writeHead(status, { "Content-Type": "text/plain", "Set-Cookie": cookie }).end(text);
}

createServer((request, response) => {
  answer(request, response).catch(() => response.writeHead(500).end());
}).listen(shop.port, shop.host);
