// `npm test`: installs what is missing, then runs every test and names what it skipped.
// `npm run test:long` runs the long fuzzing, load and upload runs instead.
import { spawnSync } from "node:child_process";
import path from "node:path";

import { ensureInstalled, node, projectEnvironment, root } from "./lib/ensure-install.mjs";

ensureInstalled();
const [flag, ...rest] = process.argv.slice(2);
const long = flag === "--long";
const filters = long ? rest : process.argv.slice(2);
const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
const { status } = spawnSync(
  node,
  [vitest, "run", ...(long ? ["--config", "vitest.long.config.ts"] : []), ...filters],
  { cwd: root, stdio: "inherit", env: projectEnvironment() },
);
process.exit(status ?? 1);
