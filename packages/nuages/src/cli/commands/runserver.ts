import { defineCommand } from "../define-command.ts";
import { projectSource } from "../project.ts";
import { requireServable } from "../require-servable.ts";
import { parseAddress } from "../runserver/address.ts";
import { serverProcessVariable } from "../runserver/server-process.ts";

export default defineCommand({
  help: "Starts a lightweight web server for development, which restarts when the code changes.",
  requiresSystemChecks: [],
  arguments: {
    addrport: {
      positional: true,
      optional: true,
      help: "Port, or address:port. Default: 127.0.0.1:8000.",
    },
    ipv6: { type: "boolean", flags: ["-6", "--ipv6"], help: "Use an IPv6 address." },
    noreload: { type: "boolean", help: "Do not restart when the code changes." },
  },
  // The process that watches loads nothing of the site, so that a broken file cannot end it.
  async supervise({ addrport, ipv6, noreload }, { root, stdout }) {
    parseAddress(addrport, ipv6);
    const servesItself = noreload || process.env[serverProcessVariable] === "true";
    if (servesItself || projectSource() === undefined) return false;
    const { superviseServer } = await import("../runserver/supervise.ts");
    const argv = [...process.execArgv, ...process.argv.slice(1)];
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop.abort());
    const { signal } = stop;
    process.exitCode = await superviseServer({ root, argv, output: stdout, signal });
    return true;
  },
  async handle({ addrport, ipv6, skipChecks }, context) {
    requireServable();
    const { runServer } = await import("../runserver/run-server.ts");
    await runServer(parseAddress(addrport, ipv6), { skipChecks, context });
  },
});
