import { isConfigured, settings } from "../conf/index.ts";
import type { LogRecord } from "./record.ts";

/** Decides whether a record goes on. */
export interface LogFilter {
  filter(record: LogRecord): boolean;
}

/** Lets pass what a function of yours says. Django: `CallbackFilter`. */
export class CallbackFilter implements LogFilter {
  readonly #callback: (record: LogRecord) => boolean;

  constructor(options: { readonly callback: (record: LogRecord) => boolean }) {
    this.#callback = options.callback;
  }

  filter(record: LogRecord): boolean {
    return this.#callback(record);
  }
}

/** Lets records pass while `settings.debug` is false. */
export class RequireDebugFalse implements LogFilter {
  filter(): boolean {
    return !(isConfigured() && settings.debug);
  }
}

/** Lets records pass while `settings.debug` is true. */
export class RequireDebugTrue implements LogFilter {
  filter(): boolean {
    return isConfigured() && settings.debug;
  }
}
