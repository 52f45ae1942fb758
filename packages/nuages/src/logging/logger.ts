import type { LogFilter } from "./filters.ts";
import { type Handler, StreamHandler } from "./handlers.ts";
import { levels, rankOf, type Level } from "./levels.ts";
import { type LogOptions, LogRecord } from "./record.ts";

/**
 * Takes events under a name. `nuages.request` is a child of `nuages`: it has the level of the nearest
 * ancestor that has one, and its records go to the handlers of all ancestors until one does not
 * propagate. Get one with {@link getLogger}.
 */
export class Logger {
  readonly name: string;
  readonly handlers: Handler[] = [];
  readonly filters: LogFilter[] = [];
  /** Whether records also go to the ancestors' handlers. */
  propagate = true;
  disabled = false;
  /** Rank of the level of its own; 0 leaves it to the ancestors. */
  level: number = levels.NOTSET;
  readonly parent: Logger | undefined;

  /** @internal Use {@link getLogger}. */
  constructor(name: string, parent: Logger | undefined) {
    this.name = name;
    this.parent = parent;
  }

  setLevel(level: Level): void {
    this.level = rankOf(level);
  }

  /** Whether a record of that level would be taken; ask before costly work for one. */
  isEnabledFor(level: Level): boolean {
    return !this.disabled && rankOf(level) >= this.effectiveLevel;
  }

  /** Rank that counts here: the own one, else the nearest ancestor's. */
  get effectiveLevel(): number {
    if (this.level > 0 || this.parent === undefined) return this.level;
    return this.parent.effectiveLevel;
  }

  debug(message: string, options?: LogOptions): void {
    this.log(levels.DEBUG, message, options);
  }

  info(message: string, options?: LogOptions): void {
    this.log(levels.INFO, message, options);
  }

  warning(message: string, options?: LogOptions): void {
    this.log(levels.WARNING, message, options);
  }

  error(message: string, options?: LogOptions): void {
    this.log(levels.ERROR, message, options);
  }

  critical(message: string, options?: LogOptions): void {
    this.log(levels.CRITICAL, message, options);
  }

  /** Takes a record of any level. */
  log(level: Level, message: string, options?: LogOptions): void {
    if (!this.isEnabledFor(level)) return;
    this.handle(new LogRecord(this.name, rankOf(level), message, options));
  }

  /** Gives a record to the handlers, if the filters let it. */
  handle(record: LogRecord): void {
    if (this.disabled || !this.filters.every((filter) => filter.filter(record))) return;
    const handlers = this.#reachable();
    const used = handlers.length > 0 ? handlers : [lastResort];
    for (const handler of used) handler.handle(record);
  }

  #reachable(): readonly Handler[] {
    if (!this.propagate || this.parent === undefined) return this.handlers;
    return [...this.handlers, ...this.parent.#reachable()];
  }
}

/** Warnings reach standard error also where nothing is configured. */
const lastResort = new StreamHandler({ level: "WARNING" });

const root = new Logger("root", undefined);
root.level = levels.WARNING;
const loggers = new Map<string, Logger>();

/** The logger of that name, made at its first use; without a name, the root of all. */
export function getLogger(name = ""): Logger {
  if (name === "" || name === "root") return root;
  const known = loggers.get(name);
  if (known !== undefined) return known;
  const dot = name.lastIndexOf(".");
  const logger = new Logger(name, dot < 0 ? root : getLogger(name.slice(0, dot)));
  loggers.set(name, logger);
  return logger;
}

/** Every logger that was asked for so far, without the root. */
export function existingLoggers(): Logger[] {
  return [...loggers.values()];
}
