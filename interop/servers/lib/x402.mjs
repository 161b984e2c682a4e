// The terms of a shop that is paid by x402, as the middlewares of all frameworks take them.

import { goods } from "./shop.mjs";

const { CONFORM402_PAY_TO, CONFORM402_NETWORK, FACILITATOR_URL } = process.env;

const config = { description: "A good of the shop", mimeType: "text/plain" };
const terms = ({ price }) => ({ price: `$${price}`, network: CONFORM402_NETWORK, config });

export const payTo = CONFORM402_PAY_TO;
export const routes = Object.fromEntries(goods.map((good) => [good.path, terms(good)]));
export const facilitator = { url: FACILITATOR_URL };
