import { levelName } from "./levels.ts";
import { currentRequestId } from "./request-id.ts";

/** What a log call may give besides its text. */
export interface LogOptions {
  /** Values for `%s` and `%d` in the text, in order; or by name for `%(name)s`. */
  readonly params?: readonly unknown[] | Readonly<Record<string, unknown>>;
  /** Data for handlers and formatters, such as `request` and `statusCode`. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** The error this is about; printed with its stack. */
  readonly error?: unknown;
}

/** One event on its way to the handlers. */
export class LogRecord {
  /** Name of the logger. */
  readonly name: string;
  /** Rank of the level. */
  readonly level: number;
  readonly levelName: string;
  /** The text before its values are put in. */
  readonly text: string;
  readonly params: LogOptions["params"];
  readonly extra: Readonly<Record<string, unknown>>;
  readonly error: unknown;
  readonly created: Date;
  /** The request during which it was logged, where the server gives ids. */
  readonly requestId: string | undefined;

  constructor(name: string, level: number, text: string, options: LogOptions = {}) {
    this.name = name;
    this.level = level;
    this.levelName = levelName(level);
    this.text = text;
    this.params = options.params;
    this.extra = options.extra ?? {};
    this.error = options.error;
    this.created = new Date();
    this.requestId = currentRequestId();
  }

  /** The text with its values. */
  get message(): string {
    return this.params === undefined ? this.text : fill(this.text, this.params);
  }
}

function fill(text: string, params: NonNullable<LogOptions["params"]>): string {
  const list = Array.isArray(params) ? (params as readonly unknown[]) : [];
  const named = params as Readonly<Record<string, unknown>>;
  let next = 0;
  return text.replace(/%(?:\((\w+)\))?([sdr%])/gu, (whole, name: string | undefined, kind) => {
    if (kind === "%") return "%";
    if (name !== undefined) return Object.hasOwn(named, name) ? show(named[name]) : whole;
    if (next >= list.length) return whole;
    next += 1;
    return show(list[next - 1]);
  });
}

function show(value: unknown): string {
  return typeof value === "object" && value !== null && !hasText(value)
    ? JSON.stringify(value)
    : String(value);
}

function hasText(value: object): boolean {
  return "toString" in value && value.toString !== Object.prototype.toString;
}
