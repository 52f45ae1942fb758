import { spawn } from "node:child_process";

import { settings } from "../../conf/index.ts";
import { didYouMean } from "../../errors/index.ts";
import { databaseClient, type DatabaseClient } from "../database-client.ts";
import { defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";

export default defineCommand({
  help: "Opens the database's own program for a terminal, with the settings of the database.",
  requiresSystemChecks: [],
  arguments: {
    parameters: {
      positional: true,
      multiple: true,
      optional: true,
      help: "Passed on to the program; write -- before them.",
    },
    database: { default: "default", metavar: "ALIAS", help: "The database to open." },
  },
  async handle({ database, parameters }) {
    const all = settings.databases;
    const config = Object.hasOwn(all, database) ? all[database] : undefined;
    if (config === undefined)
      throw new CommandError(`The settings have no database "${database}".`, {
        hint: didYouMean(database, Object.keys(all)),
      });
    await run(databaseClient(database, config, parameters));
  },
});

/** Runs the program on this terminal until it ends. */
async function run({ program, args, env }: DatabaseClient): Promise<void> {
  // An interrupt is for the program, which ends a statement by it.
  const ignore = (): void => undefined;
  process.on("SIGINT", ignore);
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      const child = spawn(program, args, { stdio: "inherit", env: { ...process.env, ...env } });
      child.on("error", reject);
      child.on("close", resolve);
    });
    if (status !== 0)
      throw new CommandError(`"${program}" returned non-zero exit status ${String(status)}.`, {
        returncode: status ?? 1,
      });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new CommandError(
      `You appear not to have the '${program}' program installed or on your path.`,
      { cause: error },
    );
  } finally {
    process.off("SIGINT", ignore);
  }
}
