import cluster from "node:cluster";

import { shutdown } from "../../apps/index.ts";
import { reportChecks, runChecks } from "../../checks/index.ts";
import { settings } from "../../conf/index.ts";
import { type HealthOptions, loadHandler, type RunningServer } from "../../server/index.ts";
import { serve, ServerStartError } from "../../server/index.ts";
import type { CommandContext } from "../define-command.ts";
import { CommandError, SystemCheckError } from "../errors.ts";
import { requireServable } from "../require-servable.ts";
import { loadCheckedLayers } from "../run-command.ts";
import { type ServeSiteOptions, workerVariable } from "./serve-options.ts";

/** Milliseconds in which a worker that cannot start says why. */
const failureLinger = 500;

/** Serves the site in this process until it is told to end, then ends it gracefully. */
export async function serveSite(options: ServeSiteOptions, context: CommandContext): Promise<void> {
  const told = toldToEnd();
  const server = await start(options, context);
  if (!cluster.isWorker) context.stdout.write(`Serving ${server.url}`);
  await told;
  await server.close(options.graceMs, { drain: true });
  if (!cluster.isWorker) return;
  // A timer that the site forgot must not keep a process alive that has nothing more to do.
  await shutdown();
  process.exit();
}

async function start(options: ServeSiteOptions, context: CommandContext): Promise<RunningServer> {
  try {
    requireProduction(options.allowDebug);
    const isOther = process.env[workerVariable] === "other";
    if (!options.skipChecks && !isOther) await printChecks(context);
    // Over it the worker learns where to listen, and gets its connections.
    process.channel?.ref();
    return await listen(options);
  } catch (error) {
    // The error is shown first; what the site started by then does not keep the worker.
    process.channel?.unref();
    if (cluster.isWorker) setTimeout(() => process.exit(), failureLinger).unref();
    throw error;
  }
}

function requireProduction(allowDebug: boolean): void {
  if (settings.debug && !allowDebug) {
    throw new CommandError("debug is on: error pages would show code and settings to visitors.", {
      hint: "Set debug to false for production, or use runserver; --allow-debug serves all the same.",
    });
  }
  requireServable();
}

function toldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    // A terminal sends its signals to all processes of the group, and the process that minds this one
    // sends them again: the second changes nothing here.
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => resolve());
    process.on("SIGHUP", () => undefined);
  });
}

async function printChecks({ stdout, stderr, program }: CommandContext): Promise<void> {
  await loadCheckedLayers({ deploy: true });
  const found = await runChecks({ deploy: true });
  const { text, failed } = reportChecks(found, { style: stderr.style });
  if (failed) throw new SystemCheckError(text);
  const visible = found.filter((message) => !message.isSilenced());
  if (visible.length === 0) {
    stdout.write(text);
    return;
  }
  const ids = [...new Set(visible.map(({ id }) => id ?? "without id"))].join(", ");
  const check = program.replace(/\S+$/u, "check --deploy");
  const issues = visible.length === 1 ? "1 issue" : `${visible.length} issues`;
  stderr.write(stderr.style.WARNING(`System check: ${issues} (${ids}). See: ${check}`));
}

async function listen(options: ServeSiteOptions): Promise<RunningServer> {
  const { host, port, socket, healthPath, accessLog, requestIds, keepAliveMs } = options;
  const health = healthPath === undefined ? undefined : await healthOf(healthPath);
  try {
    return await serve({
      host,
      port,
      handler: await loadHandler(),
      keepAliveTimeout: keepAliveMs,
      accessLog: accessLog ? "detailed" : false,
      requestIds,
      ...(socket === undefined ? {} : { socket }),
      ...(health === undefined ? {} : { health }),
    });
  } catch (error) {
    if (!(error instanceof ServerStartError)) throw error;
    throw new CommandError(error.message, { cause: error });
  }
}

/** A site is ready when its databases answer. */
async function healthOf(path: string): Promise<HealthOptions> {
  const aliases = Object.keys(settings.databases);
  if (aliases.length === 0) return { path };
  const { connections } = await import("../../db/index.ts");
  const check = (): Promise<unknown> =>
    Promise.all(aliases.map((alias) => connections.get(alias).query("SELECT 1", [])));
  return { path, check };
}
