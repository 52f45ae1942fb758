import { inspect } from "node:util";
import { threadId } from "node:worker_threads";

import { formatMoment } from "./date-format.ts";
import type { LogRecord } from "./record.ts";

/** Options of {@link Formatter}; Django's `format`, `datefmt`, `style`. */
export interface FormatterOptions {
  /**
   * The line, with attributes of the record: `asctime created levelname levelno message msecs name
   * process relativeCreated requestId thread`, and every key of `extra`. Default: the message.
   */
  readonly format?: string;
  /** Format of `asctime`, with Python's directives. Default: `%Y-%m-%d %H:%M:%S` and milliseconds. */
  readonly datefmt?: string;
  /** `{`: `{levelname:<8}`; `%` (default): `%(levelname)-8s`; `$`: `${levelname}`. */
  readonly style?: "{" | "%" | "$";
}

interface Style {
  readonly pattern: RegExp;
  readonly fallback: string;
}

const styles: Readonly<Record<"{" | "%" | "$", Style>> = {
  "{": { pattern: /\{\{|\}\}|\{(\w+)(?::([<>^]?)(\d*)([sd]?))?\}/gu, fallback: "{message}" },
  "%": { pattern: /%%|%\((\w+)\)(-?)(\d*)([sd])/gu, fallback: "%(message)s" },
  $: { pattern: /\$\$|\$\{(\w+)\}|\$(\w+)/gu, fallback: "${message}" },
};

/** Makes a line of text from a record; the stack of its error follows. */
export class Formatter {
  readonly #format: string;
  readonly #dateFormat: string | undefined;
  readonly #pattern: RegExp;

  constructor(options: FormatterOptions = {}) {
    const { pattern, fallback } = styles[options.style ?? "%"];
    this.#pattern = pattern;
    this.#format = options.format ?? fallback;
    this.#dateFormat = options.datefmt;
  }

  format(record: LogRecord): string {
    const line = this.#format.replace(
      this.#pattern,
      (whole, ...groups: (string | undefined)[]): string => this.#replace(record, whole, groups),
    );
    return record.error === undefined ? line : `${line}\n${showError(record.error)}`;
  }

  #replace(record: LogRecord, whole: string, groups: (string | undefined)[]): string {
    if (whole === "{{" || whole === "}}" || whole === "%%" || whole === "$$") return whole[0] ?? "";
    const [name, align = "", width = "", ...rest] = groups;
    const value = this.attribute(record, name ?? align);
    if (value === undefined) return whole;
    if (whole.startsWith("$")) return String(value);
    const toRight = align === ">" || (align === "" && (whole.startsWith("%") || rest[0] === "d"));
    return toRight ? String(value).padStart(Number(width)) : String(value).padEnd(Number(width));
  }

  /** The value of one attribute for the line; override it for attributes of your own. */
  attribute(record: LogRecord, name: string): unknown {
    switch (name) {
      case "message":
        return record.message;
      case "levelname":
        return record.levelName;
      case "levelno":
        return record.level;
      case "name":
        return record.name;
      case "asctime":
        return this.#moment(record.created);
      case "created":
        return record.created.getTime() / 1000;
      case "msecs":
        return record.created.getMilliseconds();
      case "relativeCreated":
        return Math.round(record.created.getTime() - performance.timeOrigin);
      case "process":
        return process.pid;
      case "thread":
        return threadId;
      case "requestId":
        return record.extra["requestId"] ?? record.requestId ?? "-";
      default:
        return Object.hasOwn(record.extra, name) ? record.extra[name] : undefined;
    }
  }

  #moment(date: Date): string {
    if (this.#dateFormat !== undefined) return formatMoment(date, this.#dateFormat);
    const milliseconds = String(date.getMilliseconds()).padStart(3, "0");
    return `${formatMoment(date, "%Y-%m-%d %H:%M:%S")},${milliseconds}`;
  }
}

function showError(error: unknown): string {
  return inspect(error, { depth: 2, breakLength: 100 });
}
