import { count } from "../../../../servers/lib/shop.mjs";

export const dynamic = "force-dynamic";
export const GET = () => Response.json(count());
