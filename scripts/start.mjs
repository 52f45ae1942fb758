// `npm start`: the demo site, from a fresh clone to an answering server in one command.
// Installs what is missing, makes the SQLite database once, and serves. PORT names another port.
import { spawn, spawnSync } from "node:child_process";
import path from "node:path";

import { ensureInstalled, node, projectEnvironment, root } from "./lib/ensure-install.mjs";
import { followChild } from "./lib/follow-child.mjs";

ensureInstalled();
const site = path.join(root, "examples/locallibrary");
const env = projectEnvironment();

function manage(...parameters) {
  return ["--conditions=@nuages/source", path.join(site, "manage.ts"), ...parameters];
}

const port = process.env.PORT || "8000";
const prepared = spawnSync(node, manage("preparedemo"), { cwd: site, stdio: "inherit", env });
if (prepared.status !== 0) process.exit(prepared.status ?? 1);

const server = spawn(node, manage("runserver", `127.0.0.1:${port}`), {
  cwd: site,
  stdio: "inherit",
  env,
});
followChild(server);
