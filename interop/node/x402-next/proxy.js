import { paymentMiddleware } from "x402-next";
import { facilitator, payTo, routes } from "../../servers/lib/x402.mjs";

const gated = Object.entries(routes).map(([path, terms]) => [`/gated${path}`, terms]);

export const proxy = paymentMiddleware(payTo, Object.fromEntries(gated), facilitator);
export const config = { matcher: "/gated/:path*" };
