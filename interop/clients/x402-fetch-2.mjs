// npm @x402/fetch, whose releases of version 2 pay version 1 too.

import { load, serve } from "./lib/lines.mjs";

const { decodePaymentResponseHeader, wrapFetchWithPaymentFromConfig } = await load("@x402/fetch");
const { ExactEvmSchemeV1 } = await load("@x402/evm/exact/v1/client");
const { privateKeyToAccount } = await load("viem/accounts");

function client({ wallet_key, network }) {
  const scheme = new ExactEvmSchemeV1(privateKeyToAccount(wallet_key));
  return wrapFetchWithPaymentFromConfig(fetch, { schemes: [{ network, client: scheme, x402Version: 1 }] });
}

function told(headers) {
  const settlement = headers.get("x-payment-response");
  return { settlement: settlement && decodePaymentResponseHeader(settlement) };
}

await serve("@x402/fetch", client, told);
