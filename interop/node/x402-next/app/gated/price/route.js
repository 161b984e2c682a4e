import { bare } from "../../../shop.mjs";

export const GET = bare("/price");
