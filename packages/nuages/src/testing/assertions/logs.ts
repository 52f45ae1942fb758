import { getLogger, type Level, levels, type LogRecord } from "../../logging/index.ts";
import { CapturingHandler, capturing } from "../capture-logs.ts";
import { fail } from "./fail.ts";

/** Options of {@link assertLogs} and {@link assertNoLogs}. */
export interface LogsOptions {
  /** Name of the logger; its children count too. Default: all. */
  readonly logger?: string;
  /** Records below are left out. Default: `INFO`. */
  readonly level?: Level;
}

async function recordsOf(
  work: () => unknown,
  { logger = "", level = levels.INFO }: LogsOptions,
): Promise<LogRecord[]> {
  const handler = new CapturingHandler({ level });
  await capturing(getLogger(logger), handler, work);
  return handler.records;
}

/**
 * `work` logs something; gives the records. They go nowhere else meanwhile. Django: `assertLogs`.
 *
 * @throws AssertionError when it logs nothing of that level
 * @example
 * const [record] = await assertLogs(() => client.get("/nowhere/"), { logger: "nuages.request", level: "WARNING" });
 */
export async function assertLogs(
  work: () => unknown,
  options: LogsOptions = {},
): Promise<LogRecord[]> {
  const records = await recordsOf(work, options);
  if (records.length > 0) return records;
  const { logger = "root", level = "INFO" } = options;
  return fail(`No logs of level ${level} or higher on ${logger}.`, { operator: "assertLogs" });
}

/** `work` logs nothing of that level. Django: `assertNoLogs`. @throws AssertionError when it does */
export async function assertNoLogs(work: () => unknown, options: LogsOptions = {}): Promise<void> {
  const records = await recordsOf(work, options);
  if (records.length === 0) return;
  const lines = records.map(({ name, message }) => `${name}: ${message}`);
  fail(`Unexpected logs found:\n${lines.join("\n")}`, { operator: "assertNoLogs", actual: lines });
}
