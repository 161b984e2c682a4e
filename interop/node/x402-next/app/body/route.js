import { wrapped } from "../../shop.mjs";

export const POST = wrapped("/body");
