import { Handler, levels, type Logger, type LogRecord } from "../logging/index.ts";

/** Keeps records. */
export class CapturingHandler extends Handler {
  readonly records: LogRecord[] = [];

  emit(record: LogRecord): void {
    this.records.push(record);
  }
}

/** Lets a handler take all records of a logger while `work` runs, in place of its own. */
export async function capturing(
  logger: Logger,
  handler: Handler,
  work: () => unknown,
): Promise<void> {
  const { handlers, propagate, level, disabled } = logger;
  const before = handlers.splice(0, handlers.length, handler);
  logger.propagate = false;
  logger.disabled = false;
  logger.setLevel(handler.level === levels.NOTSET ? levels.DEBUG : handler.level);
  try {
    await work();
  } finally {
    handlers.splice(0, handlers.length, ...before);
    logger.propagate = propagate;
    logger.disabled = disabled;
    logger.level = level;
  }
}
