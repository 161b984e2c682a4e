// The program of npm mppx, one start for each fetch. This file is also its configuration.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { testpay } from "./lib/testpay.mjs";

const told = process.env;
const here = fileURLToPath(import.meta.url);

export default { methods: [testpay(told.CONFORM402_TESTPAY_KEY)] };

if (process.argv[1] === here) {
  const read = (name) => told[name] && readFileSync(told[name], "utf8");
  const headers = Object.entries(JSON.parse(read("CONFORM402_HEADERS_FILE") ?? "{}"));
  const body = read("CONFORM402_BODY_FILE");
  const options = ["--config", here, "--location", "--method", told.CONFORM402_METHOD];
  for (const [name, value] of headers) options.push("--header", `${name}: ${value}`);
  if (body) options.push("--data", body);
  const program = ["node_modules/mppx/dist/bin.js", told.CONFORM402_URL, ...options];
  spawn(process.execPath, program, { stdio: "inherit" }).on("exit", (code) => process.exit(code ?? 1));
}
