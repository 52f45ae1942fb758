// `node scripts/run.mjs FILE [ARGUMENT …]`: runs a TypeScript file from source with the repository's
// own Node, after installing what is missing. The npm scripts go through it.
import { spawn } from "node:child_process";

import { ensureInstalled, node, projectEnvironment, root } from "./lib/ensure-install.mjs";
import { followChild } from "./lib/follow-child.mjs";

const [file = ""] = process.argv.slice(2);
ensureInstalled({ peers: file.startsWith("benchmarks/") || file === "scripts/check.ts" });
const child = spawn(node, ["--conditions=@nuages/source", ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
  env: projectEnvironment(),
});
followChild(child);
