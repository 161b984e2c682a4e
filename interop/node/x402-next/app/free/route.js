import { free } from "../../../../servers/lib/shop.mjs";

export const GET = () => new Response(free);
