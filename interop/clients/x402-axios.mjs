// npm x402-axios: axios, paying by x402.

import { load, serve } from "./lib/lines.mjs";

const { default: axios } = await load("axios");
const { createSigner, decodeXPaymentResponse, withPaymentInterceptor } = await load("x402-axios");

async function client({ wallet_key, network }) {
  const paying = withPaymentInterceptor(axios.create(), await createSigner(network, wallet_key));
  return async (url, { method, headers, body }) => {
    const answer = await paying
      .request({ url, method, headers, data: body })
      .catch((error) => error.response ?? Promise.reject(error));
    // axios has read JSON already; what it was read from is not at hand.
    const text = typeof answer.data === "string" ? answer.data : JSON.stringify(answer.data);
    return new Response(text, { status: answer.status, headers: answer.headers });
  };
}

function told(headers) {
  const settlement = headers.get("x-payment-response");
  return { settlement: settlement && decodeXPaymentResponse(settlement) };
}

await serve("x402-axios", client, told);
