// npm mppx: the built-in fetch, paying by MPP.

import { load, serve } from "./lib/lines.mjs";
import { testpay } from "./lib/testpay.mjs";

const { Receipt } = await load("mppx");
const { Mppx } = await load("mppx/client");

const client = ({ testpay_key }) => Mppx.create({ methods: [testpay(testpay_key)], polyfill: false }).fetch;

function told(headers) {
  const receipt = headers.get("payment-receipt");
  return { receipt: receipt && Receipt.deserialize(receipt) };
}

await serve("mppx", client, told);
