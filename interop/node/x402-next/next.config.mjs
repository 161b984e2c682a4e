import { fileURLToPath } from "node:url";

// The shop lies outside of this folder.
export default { turbopack: { root: fileURLToPath(new URL("../..", import.meta.url)) } };
