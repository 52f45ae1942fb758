import { defineCommand } from "../define-command.ts";
import { isServeWorker, readServeOptions } from "../serve/serve-options.ts";

export default defineCommand({
  help: "Serves the site in production: several processes, graceful stop and reload, health checks.",
  requiresSystemChecks: [],
  arguments: {
    addrport: {
      positional: true,
      optional: true,
      help: "Port, or address:port; 0 takes any free port. Default: 127.0.0.1:8000.",
    },
    socket: { metavar: "PATH", help: "Listen on this Unix socket in place of an address." },
    workers: {
      metavar: "N|auto",
      help: "Processes that answer. Default: WEB_CONCURRENCY, else auto: one for each processor.",
    },
    grace: {
      type: "number",
      default: 30,
      metavar: "SECONDS",
      help: "Time that requests under way have to end when a process stops. Default: 30.",
    },
    keepAlive: {
      type: "number",
      default: 5,
      metavar: "SECONDS",
      help: "Time that an idle connection is kept; behind a proxy more than the proxy's. Default: 5.",
    },
    health: {
      default: "/-/health",
      metavar: "PATH",
      help: "PATH/live and PATH/ready say how the server is; none leaves them out. Default: /-/health.",
    },
    noAccessLog: { type: "boolean", help: "Log no line for each request." },
    noRequestIds: { type: "boolean", help: "Give requests no ids." },
    allowDebug: { type: "boolean", help: "Serve although debug is on." },
  },
  // The process that minds the workers loads nothing of the site: a reload brings all of it anew.
  async supervise(options, { stdout, stderr }) {
    const { workers, graceMs, socket } = readServeOptions(options);
    if (isServeWorker()) {
      // Open, the channel would keep a worker alive that cannot start.
      process.channel?.unref();
      return false;
    }
    if (socket !== undefined) {
      const { freeSocket } = await import("../serve/free-socket.ts");
      await freeSocket(socket);
    }
    const { superviseWorkers } = await import("../serve/supervise-workers.ts");
    process.exitCode = await superviseWorkers({ count: workers, graceMs, stdout, stderr });
    return true;
  },
  async handle(options, context) {
    const { serveSite } = await import("../serve/serve-site.ts");
    await serveSite(readServeOptions(options), context);
  },
});
