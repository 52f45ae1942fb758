import { didYouMean, ImproperlyConfigured } from "../../../errors/index.ts";

/** How transactions begin. */
type TransactionMode = "DEFERRED" | "IMMEDIATE" | "EXCLUSIVE";

/** `options` of a SQLite database, checked. */
export interface SqliteOptions {
  /** Longest wait for another program that holds the database, in milliseconds. */
  readonly timeout: number;
  readonly transactionMode: TransactionMode;
  /** Statements for each new connection, such as PRAGMAs. */
  readonly initCommand: string | undefined;
}

const NAMES = ["initCommand", "timeout", "transactionMode"];
const MODES: ReadonlySet<string> = new Set(["DEFERRED", "IMMEDIATE", "EXCLUSIVE"]);
const DEFAULT_TIMEOUT = 5;

function isMode(mode: string): mode is TransactionMode {
  return MODES.has(mode);
}

/** @throws ImproperlyConfigured for names that are not known and values of the wrong kind */
export function sqliteOptions(
  alias: string,
  options: Readonly<Record<string, unknown>>,
): SqliteOptions {
  const refuse = (name: string, why: string, hint: string): ImproperlyConfigured =>
    new ImproperlyConfigured(`databases.${alias}.options.${name} ${why}.`, { hint });
  const unknown = Object.keys(options).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) throw refuse(unknown, "is not known", didYouMean(unknown, NAMES));
  const { timeout = DEFAULT_TIMEOUT, initCommand } = options;
  if (typeof timeout !== "number" || !(timeout >= 0))
    throw refuse("timeout", "is no number of seconds", "Give 0 or more: timeout: 20.");
  if (initCommand !== undefined && typeof initCommand !== "string")
    throw refuse("initCommand", "is no text", 'Write: initCommand: "PRAGMA cache_size = -64000".');
  const mode = String(options["transactionMode"] ?? "IMMEDIATE").toUpperCase();
  if (!isMode(mode))
    throw refuse("transactionMode", `is "${mode}"`, `Choose one of: ${[...MODES].join(", ")}.`);
  return { timeout: timeout * 1_000, transactionMode: mode, initCommand };
}
