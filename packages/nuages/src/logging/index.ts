export { configureLogging, defaultLogging } from "./configure-logging.ts";
export {
  dictConfig,
  type FilterConfig,
  type FormatterConfig,
  type HandlerConfig,
  type LoggerConfig,
  type LoggingConfig,
} from "./dict-config.ts";
export { LoggingConfigError } from "./errors.ts";
export { CallbackFilter, type LogFilter, RequireDebugFalse, RequireDebugTrue } from "./filters.ts";
export { Formatter, type FormatterOptions } from "./formatter.ts";
export {
  FileHandler,
  type FileHandlerOptions,
  Handler,
  type HandlerOptions,
  type LogStream,
  NullHandler,
  StreamHandler,
  type StreamHandlerOptions,
} from "./handlers.ts";
export { bringHandlerClass } from "./late-handler.ts";
export { type Level, type LevelName, levels } from "./levels.ts";
export { getLogger, Logger } from "./logger.ts";
export { type LogOptions, LogRecord } from "./record.ts";
export { currentRequestId, runWithRequestId } from "./request-id.ts";
export { ServerFormatter, type ServerFormatterOptions } from "./server-formatter.ts";
