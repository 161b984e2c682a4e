// npm mppx: the built-in fetch, paying by MPP.

import { load, serve } from "./lib/lines.mjs";
import { testpay } from "./lib/testpay.mjs";

const { Receipt } = await load("mppx");
const { Mppx, evm, tempo } = await load("mppx/client");
const { privateKeyToAccount } = await load("viem/accounts");

function client({ wallet_key, testpay_key }) {
  const account = privateKeyToAccount(wallet_key);
  const dollars = { networks: [evm.chains.baseSepolia], currencies: [evm.assets.baseSepolia.USDC] };
  const methods = [testpay(testpay_key), tempo.charge({ account }), evm.charge({ account, ...dollars })];
  return Mppx.create({ methods, polyfill: false }).fetch;
}

function told(headers) {
  const receipt = headers.get("payment-receipt");
  return { receipt: receipt && Receipt.deserialize(receipt) };
}

await serve("mppx", client, told);
