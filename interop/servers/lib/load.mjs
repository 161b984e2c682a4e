import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/** Imports a package of the folder that the shop was started in, which pins its release. */
export const load = (name) => import(pathToFileURL(createRequire(`${process.cwd()}/`).resolve(name)));
