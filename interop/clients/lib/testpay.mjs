// The method testpay for clients over npm mppx.

import { createHmac } from "node:crypto";
import { load } from "./lines.mjs";

const { Credential, Method, z } = await load("mppx");

const charge = Method.from({
  name: "testpay",
  intent: "charge",
  schema: {
    credential: { payload: z.object({ proof: z.string() }) },
    request: z.object({ amount: z.string(), currency: z.string(), recipient: z.string() }),
  },
});

/** Pays whatever amount it is asked for: a cap is the method's concern, and this one has none. */
export const testpay = (key) =>
  Method.toClient(charge, {
    async createCredential({ challenge }) {
      charge.schema.request.parse(challenge.request);
      const proof = createHmac("sha256", key).update(challenge.id).digest("hex");
      return Credential.serialize({ challenge, payload: { proof } });
    },
  });
