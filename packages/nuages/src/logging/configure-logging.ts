import type { Settings } from "../conf/index.ts";
import { dictConfig, type LoggingConfig } from "./dict-config.ts";
import { logFailedReceivers } from "./failed-receivers.ts";

/**
 * What is logged without a word in the settings: to the console while `debug`, else errors by mail to the
 * `admins`; and the server's lines.
 */
export const defaultLogging: LoggingConfig = {
  version: 1,
  disableExistingLoggers: false,
  filters: {
    requireDebugFalse: { class: "requireDebugFalse" },
    requireDebugTrue: { class: "requireDebugTrue" },
  },
  formatters: { "nuages.server": { class: "server" } },
  handlers: {
    console: { class: "stream", level: "INFO", filters: ["requireDebugTrue"] },
    adminEmail: { class: "adminEmail", level: "ERROR", filters: ["requireDebugFalse"] },
    "nuages.server": { class: "stream", level: "INFO", formatter: "nuages.server" },
  },
  loggers: {
    nuages: { handlers: ["console", "adminEmail"], level: "INFO" },
    "nuages.server": { handlers: ["nuages.server"], level: "INFO", propagate: false },
  },
};

/**
 * Configures logging from the settings: the defaults, then `logging` over them. With `loggingConfig: null`
 * nothing is configured; a function there takes `logging` in place of {@link dictConfig}.
 */
export function configureLogging(settings: Pick<Settings, "logging" | "loggingConfig">): void {
  const { logging, loggingConfig } = settings;
  logFailedReceivers();
  if (loggingConfig === null) return;
  dictConfig(defaultLogging);
  if (Object.keys(logging).length === 0) return;
  if (typeof loggingConfig === "function") loggingConfig(logging);
  else dictConfig(logging);
}
