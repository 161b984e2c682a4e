// npm mppx: challenges, credentials, receipts, ids, Accept-Payment, digests, typed methods, proofs.

import { Unsupported, field, holds, installed, serve } from "./lib/lines.mjs";

const { load, file, version } = installed("mppx");
const { BodyDigest, Challenge, Credential, evm, PaymentRequest, Receipt } = await load("mppx");
const { Methods, Proof, Session, SessionLegacy } = await load("mppx/tempo");
const stripe = await load("mppx/stripe");
// What its servers and clients run, but the package does not export.
const AcceptPayment = await file("mppx/dist/internal/AcceptPayment.js");
const Attribution = await file("mppx/dist/tempo/Attribution.js");

const methods = [
  Methods.charge, Methods.session, Methods.subscription, evm.Methods.charge, stripe.Methods.charge,
];
const typed = methods.map(({ name, intent }) => ({ method: name, intent }));

/** The library takes `request` as an object and spells it itself. */
const taken = ({ requestText, ...given }) =>
  requestText === undefined ? given : { ...given, request: PaymentRequest.deserialize(requestText) };
const shown = (challenge) => ({ ...challenge, requestText: PaymentRequest.serialize(challenge.request) });
const credential = ({ challenge: { request, ...challenge } = {}, ...rest }) =>
  ({ ...rest, challenge: taken({ ...challenge, requestText: request }) });
const echoed = ({ challenge, ...rest }) =>
  ({ ...rest, challenge: { ...challenge, request: PaymentRequest.serialize(challenge.request) } });

const headers = (lines) => new Headers(lines.map((line) => ["WWW-Authenticate", field(line)]));
const bound = ({ memo, realm, challengeId }) =>
  Attribution.verifyServer(memo, realm) && Attribution.verifyChallengeBinding(memo, challengeId);
const pair = (offer) => ({ method: offer.split("/")[0], intent: offer.split("/")[1], offer });
const channel = ({ version, escrow, ...given }) =>
  version === "v1"
    ? SessionLegacy.Session.Channel.computeId({ ...given, escrowContract: escrow })
    : Session.Precompile.Channel.computeId({ ...given, escrow });

await serve("mppx", version("mppx"), {
  "challenge.decode": (text) => shown(Challenge.deserialize(field(text))),
  "challenges.decode": ({ lines }) =>
    ({ challenges: Challenge.fromHeadersList(headers(lines)).map(shown) }),
  "challenge.encode": ({ extensions, ...given }) => {
    if (extensions) throw new Unsupported("the library writes no extension parameters");
    return Challenge.serialize(Challenge.from(taken(given)));
  },
  "challenge.id": ({ secret, challenge: { id, ...challenge } }) =>
    Challenge.from({ ...taken(challenge), secretKey: secret }).id,
  "challenge.verify": ({ secret, challenge }) =>
    holds(Challenge.verify(taken(challenge), { secretKey: secret })),
  "credential.decode": (text) => echoed(Credential.deserialize(field(text))),
  "credential.encode": (given) => Credential.serialize(Credential.from(credential(given))),
  "receipt.decode": (text) => Receipt.deserialize(field(text)),
  "receipt.encode": (given) => Receipt.serialize(Receipt.from(given)),
  "accept-payment.decode": (text) => ({ ranges: AcceptPayment.parse(field(text)) }),
  "accept-payment.rank": ({ header, offers }) => header === undefined ? { offers } :
    ({ offers: AcceptPayment.rank(offers.map(pair), AcceptPayment.parse(field(header))).map(({ offer }) => offer) }),
  "digest.compute": ({ body }) => BodyDigest.compute(body),
  "digest.verify": ({ digest, body }) => holds(BodyDigest.verify(digest, body)),
  "request.decode": ({ json }) => evm.ChargeRequestSchema.parse(JSON.parse(json)),
  "payload.decode": ({ method, intent, json }) =>
    methods.find((one) => one.name === method && one.intent === intent)
      .schema.credential.payload.parse(JSON.parse(json)),
  "proof.digest": ({ version, ...given }) => Proof.hash(given),
  "memo.encode": ({ challengeId, realm, client }) =>
    Attribution.encode({ challengeId, serverId: realm, clientId: client }),
  "memo.verify": (given) => holds(bound(given)),
  "challenge.hash": (given) => evm.challengeHash(given),
  "session.channel-id": channel,
}, {
  "request.decode": [{ method: "evm", intent: "charge" }],
  "payload.decode": typed,
  "digest.compute": [{ form: "bare" }],
  "proof.digest": [{ version: "3" }],
  "session.channel-id": [{ method: "tempo" }],
});
