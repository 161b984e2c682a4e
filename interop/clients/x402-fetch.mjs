// npm x402-fetch: the built-in fetch, paying by x402.

import { load, serve } from "./lib/lines.mjs";

const { createSigner, decodeXPaymentResponse, wrapFetchWithPayment } = await load("x402-fetch");

async function client({ wallet_key, network, max_amount }) {
  const cap = max_amount === undefined ? undefined : BigInt(max_amount);
  return wrapFetchWithPayment(fetch, await createSigner(network, wallet_key), cap);
}

function told(headers) {
  const settlement = headers.get("x-payment-response");
  return { settlement: settlement && decodeXPaymentResponse(settlement) };
}

await serve("x402-fetch", client, told);
