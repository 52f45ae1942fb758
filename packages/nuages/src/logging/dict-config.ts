import { LoggingConfigError } from "./errors.ts";
import { CallbackFilter, type LogFilter, RequireDebugFalse, RequireDebugTrue } from "./filters.ts";
import { Formatter, type FormatterOptions } from "./formatter.ts";
import { FileHandler, type Handler, NullHandler, StreamHandler } from "./handlers.ts";
import { LateAdminEmailHandler } from "./late-handler.ts";
import { type Level, rankOf } from "./levels.ts";
import { existingLoggers, getLogger, type Logger } from "./logger.ts";
import { ServerFormatter } from "./server-formatter.ts";

/** A class that makes `Made` from the options beside it. */
type Factory<Made> = new (options: never) => Made;

/** A formatter: options, and which class takes them. */
export interface FormatterConfig extends FormatterOptions {
  /** Default: {@link Formatter}. */
  readonly class?: "server" | Factory<Formatter>;
}

/** A filter: which class, and its options. */
export interface FilterConfig {
  readonly class: "callback" | "requireDebugFalse" | "requireDebugTrue" | Factory<LogFilter>;
  readonly [option: string]: unknown;
}

/** A handler: which class, what comes before it, and its options. */
export interface HandlerConfig {
  readonly class: "stream" | "file" | "null" | "adminEmail" | Factory<Handler>;
  readonly level?: Level;
  /** Name of one of the formatters. */
  readonly formatter?: string;
  /** Names of filters. */
  readonly filters?: readonly string[];
  readonly [option: string]: unknown;
}

/** What a logger passes on, and to whom. */
export interface LoggerConfig {
  readonly level?: Level;
  /** Names of handlers. */
  readonly handlers?: readonly string[];
  readonly filters?: readonly string[];
  /** Default: true. */
  readonly propagate?: boolean;
}

/** The form of `settings.logging`: Python's dictionary of the logging module, in camelCase. */
export interface LoggingConfig {
  /** Always 1. */
  readonly version?: 1;
  /** Switches off loggers made before that are not named here, nor below one that is. Default: true. */
  readonly disableExistingLoggers?: boolean;
  readonly formatters?: Readonly<Record<string, FormatterConfig>>;
  readonly filters?: Readonly<Record<string, FilterConfig>>;
  readonly handlers?: Readonly<Record<string, HandlerConfig>>;
  readonly loggers?: Readonly<Record<string, LoggerConfig>>;
  readonly root?: LoggerConfig;
}

declare module "../conf/settings.ts" {
  interface SettingValues {
    readonly logging: LoggingConfig;
  }
}

const formatterClasses = new Map<string, Factory<Formatter>>([["server", ServerFormatter]]);

const filterClasses = new Map<string, Factory<LogFilter>>([
  ["callback", CallbackFilter],
  ["requireDebugFalse", RequireDebugFalse],
  ["requireDebugTrue", RequireDebugTrue],
]);

const handlerClasses = new Map<string, Factory<Handler>>([
  ["stream", StreamHandler],
  ["file", FileHandler],
  ["null", NullHandler],
  ["adminEmail", LateAdminEmailHandler],
]);

/**
 * Configures loggers as Python's `logging.config.dictConfig` does. Loggers that are not named keep what
 * they have, unless `disableExistingLoggers` switches them off.
 *
 * @throws LoggingConfigError when a name or a class is not there
 */
export function dictConfig(config: LoggingConfig): void {
  const formatters = build(config.formatters, (options, place) =>
    construct(options, place, { classes: formatterClasses, byDefault: Formatter }),
  );
  const filters = build(config.filters, (options, place) =>
    construct(options, place, { classes: filterClasses }),
  );
  const handlers = build(config.handlers, (options, place) =>
    buildHandler(options, place, { formatters, filters }),
  );
  const named = Object.entries(config.loggers ?? {});
  if (config.disableExistingLoggers !== false) disableOthers(named.map(([name]) => name));
  for (const [name, options] of named) {
    apply(getLogger(name), options, { place: `loggers.${name}`, handlers, filters });
  }
  if (config.root !== undefined) {
    apply(getLogger(), config.root, { place: "root", handlers, filters });
  }
}

function build<Config, Made>(
  configs: Readonly<Record<string, Config>> | undefined,
  make: (config: Config, name: string) => Made,
): Map<string, Made> {
  return new Map(Object.entries(configs ?? {}).map(([name, config]) => [name, make(config, name)]));
}

interface Classes<Made> {
  readonly classes: ReadonlyMap<string, Factory<Made>>;
  readonly byDefault?: Factory<Made>;
}

function construct<Made>(
  config: { readonly class?: string | Factory<Made> },
  place: string,
  { classes, byDefault }: Classes<Made>,
): Made {
  const { class: wanted, ...options } = config;
  const factory =
    typeof wanted === "string" ? classes.get(wanted) : (wanted ?? byDefault ?? undefined);
  if (factory === undefined) {
    throw LoggingConfigError.className(place, String(wanted), [...classes.keys()]);
  }
  // The options of a class are known to the class only; each checks its own.
  return new factory(options as never);
}

interface Parts {
  readonly formatters: ReadonlyMap<string, Formatter>;
  readonly filters: ReadonlyMap<string, LogFilter>;
}

function buildHandler(config: HandlerConfig, name: string, parts: Parts): Handler {
  const { formatter, filters, ...rest } = config;
  const place = `handlers.${name}`;
  if (rest.class === "file" && typeof rest["filename"] !== "string") {
    throw LoggingConfigError.option(`${place}.filename`, "a path");
  }
  const handler = construct<Handler>(rest, place, { classes: handlerClasses });
  if (formatter !== undefined) {
    handler.formatter = lookUp(parts.formatters, formatter, `${place}.formatter`);
  }
  for (const filter of filters ?? []) {
    handler.filters.push(lookUp(parts.filters, filter, `${place}.filters`));
  }
  return handler;
}

function lookUp<Made>(known: ReadonlyMap<string, Made>, name: string, place: string): Made {
  const found = known.get(name);
  if (found === undefined) throw LoggingConfigError.reference(place, name, [...known.keys()]);
  return found;
}

interface Targets {
  readonly place: string;
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly filters: ReadonlyMap<string, LogFilter>;
}

function apply(logger: Logger, config: LoggerConfig, targets: Targets): void {
  const { place, handlers, filters } = targets;
  logger.disabled = false;
  logger.propagate = config.propagate ?? true;
  if (config.level !== undefined) logger.level = rankOf(config.level);
  const newHandlers = (config.handlers ?? []).map((name) =>
    lookUp(handlers, name, `${place}.handlers`),
  );
  const newFilters = (config.filters ?? []).map((name) =>
    lookUp(filters, name, `${place}.filters`),
  );
  logger.handlers.splice(0, Infinity, ...newHandlers);
  logger.filters.splice(0, Infinity, ...newFilters);
}

function disableOthers(named: readonly string[]): void {
  const covers = (name: string, logger: string): boolean =>
    logger === name || logger.startsWith(`${name}.`);
  for (const logger of existingLoggers()) {
    logger.disabled = !named.some((name) => covers(name, logger.name));
  }
}
