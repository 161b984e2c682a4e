// The payments of a shop that is paid by MPP: the method testpay, for any release of npm mppx.

import { createHmac, timingSafeEqual } from "node:crypto";
import { load } from "./load.mjs";
import { goods } from "./shop.mjs";

const { Errors, Expires, Method, Receipt, z } = await load("mppx");
const { CONFORM402_BINDING_SECRET, CONFORM402_PAY_TO, CONFORM402_TESTPAY_KEY } = process.env;

const charge = Method.from({
  name: "testpay",
  intent: "charge",
  schema: {
    credential: { payload: z.object({ proof: z.string() }) },
    request: z.object({ amount: z.string(), currency: z.string(), recipient: z.string() }),
  },
});

/** What was paid; a method keeps its own ledger. */
const used = new Set();

async function verify({ credential: { challenge, payload } }) {
  const proof = createHmac("sha256", CONFORM402_TESTPAY_KEY).update(challenge.id).digest();
  const sent = Buffer.from(payload.proof, "hex");
  if (sent.length !== proof.length || !timingSafeEqual(sent, proof)) {
    throw new Errors.VerificationFailedError({ reason: "wrong proof" });
  }
  if (used.has(challenge.id)) {
    throw new Errors.InvalidChallengeError({ id: challenge.id, reason: "already used" });
  }
  used.add(challenge.id);
  return Receipt.from({
    method: challenge.method,
    reference: challenge.id,
    status: "success",
    timestamp: new Date().toISOString(),
  });
}

export const testpay = Method.toServer(charge, { verify });
export const realm = "shop.example";
export const secretKey = CONFORM402_BINDING_SECRET;

goods.push(
  { path: "/short", price: "0.01", seconds: 1 },
  { path: "/denied", price: "0.01", status: 403 },
);

/** What a request for a good is charged. */
export const terms = ({ path, price, seconds = 300 }) => ({
  amount: String(Math.round(Number(price) * 1e6)),
  currency: "usd",
  recipient: CONFORM402_PAY_TO,
  description: `The good at ${path}`,
  expires: Expires.seconds(seconds),
});
