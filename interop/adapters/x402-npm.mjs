// npm x402: headers and messages through its zod schemas, networks, prices.

import { Refused, body, field, installed, serve } from "./lib/lines.mjs";

const { load, version } = installed("x402-npm");
const types = await load("x402/types");
const { decodePayment, encodePayment } = await load("x402/schemes");
const { getDefaultAsset, getNetworkId, processPriceToAtomicAmount } = await load("x402/shared");

const read = (schema) => (text) => schema.parse(JSON.parse(body(text)));

const network = (name) => {
  const { address, decimals, eip712 } = getDefaultAsset(name);
  return { chainId: getNetworkId(name), asset: address, decimals, ...eip712 };
};

const atomic = ({ price }) => {
  const { maxAmountRequired, error } = processPriceToAtomicAmount(price, "base-sepolia");
  if (error) throw new Refused("");
  return maxAmountRequired;
};

await serve("x402", version("x402"), {
  "x402.payment.decode": (text) => decodePayment(field(text)),
  "x402.payment.encode": (given) => encodePayment(given),
  "x402.settlement.decode": (text) => types.settleResponseFromHeader(field(text)),
  "x402.settlement.encode": (given) => types.settleResponseHeader(given),
  "x402.required.decode": read(types.x402ResponseSchema),
  "x402.requirements.decode": read(types.PaymentRequirementsSchema),
  "x402.verify-request.decode": read(types.VerifyRequestSchema),
  "x402.verify-response.decode": read(types.VerifyResponseSchema),
  "x402.settle-response.decode": read(types.SettleResponseSchema),
  "x402.supported.decode": read(types.SupportedPaymentKindsResponseSchema),
  "x402.discovery.decode": read(types.ListDiscoveryResourcesResponseSchema),
  "x402.network.lookup": network,
  "x402.amount.from-price": atomic,
}, { "x402.amount.from-price": [{ decimals: 6 }] });
