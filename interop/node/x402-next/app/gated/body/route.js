import { bare } from "../../../shop.mjs";

export const POST = bare("/body");
