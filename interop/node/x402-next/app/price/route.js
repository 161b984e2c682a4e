import { wrapped } from "../../shop.mjs";

export const GET = wrapped("/price");
