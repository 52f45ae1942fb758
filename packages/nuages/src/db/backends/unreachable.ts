import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

import { DatabaseError, DatabaseUnreachable } from "../errors.ts";

/** A server as its settings name it. */
export interface ServerAddress {
  readonly alias: string;
  /** Name for people: `PostgreSQL`. */
  readonly vendor: string;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly database?: string | undefined;
  readonly user?: string | undefined;
}

/** The error for a server that does not answer or refuses; it names the server, never the password. */
export function serverUnreachable(
  { alias, vendor, host = "localhost", port, database, user }: ServerAddress,
  error: unknown,
): DatabaseUnreachable {
  const { message, code } = error as { message: string; code?: unknown };
  const reason = message === "" ? String(code) : message.replace(/\.$/u, "");
  const place = port === undefined ? host : `${host}:${port}`;
  const isSilent = typeof code === "string" && /^E[A-Z]+$/u.test(code);
  return new DatabaseUnreachable(
    `The database "${alias}" (${vendor} at ${place}) cannot be reached: ${reason}.`,
    {
      hint: isSilent
        ? `Start the server, or correct databases.${alias} in the settings.`
        : `Correct databases.${alias} in the settings: it names the database ${JSON.stringify(database)} and the user ${JSON.stringify(user)}.`,
      details: { alias, host, port, database, user },
      cause: error,
    },
  );
}

/** The error for a server that does not take what the settings say of a session, such as a role that it does not know. */
export function sessionRefused(alias: string, error: unknown, settings: string): unknown {
  if (!(error instanceof DatabaseError) || error.details["sql"] === undefined) return error;
  return new DatabaseUnreachable(
    `A session of the database "${alias}" could not be prepared: ${error.message.replace(/\.$/u, "")}.`,
    {
      hint: `Correct ${settings} of databases.${alias}, if it is named here.`,
      details: { ...error.details, alias },
      cause: error,
    },
  );
}

/** The error for a file that SQLite cannot open. */
export function fileUnreachable(alias: string, file: string, error: unknown): DatabaseUnreachable {
  const full = path.resolve(file);
  return new DatabaseUnreachable(
    `The database "${alias}" cannot be opened: ${obstacle(full) ?? (error as Error).message}.`,
    {
      hint: `databases.${alias} in the settings names the file ${full}. Name another, or make its folder one that this user may write to.`,
      details: { alias, file: full },
      cause: error,
    },
  );
}

/** What stands in the way of opening a file for writing. */
function obstacle(file: string): string | undefined {
  const folder = path.dirname(file);
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) return `the folder ${folder} does not exist`;
  if (!stats.isDirectory()) return `${folder} is no folder`;
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return `${file} is a folder`;
  return isWritable(found === undefined ? folder : file)
    ? undefined
    : `${found === undefined ? folder : file} may not be written to by this user`;
}

function isWritable(target: string): boolean {
  try {
    accessSync(target, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
