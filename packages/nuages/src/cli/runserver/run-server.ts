import { apps } from "../../apps/index.ts";
import { reportChecks, runChecks } from "../../checks/index.ts";
import { settingsFile } from "../../conf/index.ts";
import { type RunningServer, serve, ServerStartError } from "../../server/index.ts";
import { showPath } from "../../utils/show-path.ts";
import type { CommandContext } from "../define-command.ts";
import { CommandError, SystemCheckError } from "../errors.ts";
import { loadCheckedLayers, tellUnapplied } from "../run-command.ts";
import { getVersion } from "../version.ts";
import type { ServerAddress } from "./address.ts";
import { type ServerMessage, serverProcessVariable } from "./server-process.ts";

/** What {@link runServer} needs. */
export interface RunServerOptions {
  readonly skipChecks: boolean;
  readonly context: CommandContext;
}

/** Checks the site and serves it, in this process, until it is told to end. */
export async function runServer(
  { host, port }: ServerAddress,
  { skipChecks, context }: RunServerOptions,
): Promise<void> {
  tell({ kind: "watch", folders: ownFolders() });
  if (!skipChecks) await printChecks(context);
  await tellUnapplied(context);
  const server = await listen({ host, port });
  announce(server, context);
  await toldToEnd();
  // An open channel to the process that watches would keep this one alive.
  if (process.connected) process.disconnect?.();
  await server.close(0);
}

/** Resolves at a signal, or when the process that watches is gone. */
function toldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => resolve();
    process.once("SIGINT", end);
    process.once("SIGTERM", end);
    process.once("disconnect", end);
    if (process.env[serverProcessVariable] === "true" && !process.connected) end();
  });
}

async function printChecks({ stdout, stderr }: CommandContext): Promise<void> {
  stdout.write("Performing system checks...\n\n");
  await loadCheckedLayers();
  const { text, failed } = reportChecks(await runChecks(), { style: stderr.style });
  if (failed) throw new SystemCheckError(text);
  stdout.write(text);
}

function announce(server: RunningServer, { stdout }: CommandContext): void {
  const file = settingsFile();
  const named = file === undefined ? "" : `, using settings '${showPath(file)}'`;
  stdout.write(
    `${new Date().toString().slice(0, 24)}\nNuages version ${getVersion()}${named}\n` +
      `Starting development server at ${server.url}\nQuit the server with CONTROL-C.\n`,
  );
  if (process.env["NUAGES_RUNSERVER_HIDE_WARNING"] === "true") return;
  stdout.write(
    stdout.style.WARNING(
      "WARNING: This is a development server. Do not use it in a production setting.",
    ),
  );
}

async function listen(address: { host: string; port: number }): Promise<RunningServer> {
  try {
    return await serve({ ...address, accessLog: true });
  } catch (error) {
    tell({ kind: "stop" });
    if (!(error instanceof ServerStartError)) throw error;
    throw new CommandError(error.message, { cause: error });
  }
}

/** Folders of apps, which may lie outside the project; installed packages do not change. */
function ownFolders(): string[] {
  return apps
    .getAppConfigs()
    .map(({ root }) => root)
    .filter((root) => !root.includes("/node_modules/"));
}

function tell(message: ServerMessage): void {
  if (process.connected) process.send?.(message);
}
