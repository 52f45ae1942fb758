import { colorStyle, plainStyle, type Style, supportsColor } from "../utils/termcolors.ts";
import { formatMoment } from "./date-format.ts";
import { Formatter, type FormatterOptions } from "./formatter.ts";
import type { LogRecord } from "./record.ts";

/** Options of {@link ServerFormatter}. */
export interface ServerFormatterOptions extends FormatterOptions {
  /** How lines are painted. Default: in colours when standard error shows them. */
  readonly colors?: Style;
}

/**
 * Lines of the development server, painted by `extra.statusCode`; knows `{server_time}` besides the
 * attributes of {@link Formatter}. Django: `ServerFormatter`.
 */
export class ServerFormatter extends Formatter {
  readonly #style: Style;

  constructor(options: ServerFormatterOptions = {}) {
    super({ format: "[{server_time}] {message}", style: "{", ...options });
    this.#style = options.colors ?? (supportsColor(process.stderr) ? colorStyle() : plainStyle);
  }

  override attribute(record: LogRecord, name: string): unknown {
    if (name === "server_time") return formatMoment(record.created, "%d/%b/%Y %H:%M:%S");
    if (name === "message") return this.#paint(record);
    return super.attribute(record, name);
  }

  #paint(record: LogRecord): string {
    const { statusCode } = record.extra;
    const { message } = record;
    return typeof statusCode === "number" ? this.#byStatus(statusCode)(message) : message;
  }

  #byStatus(status: number): (text: string) => string {
    const style = this.#style;
    if (status === 304) return style.HTTP_NOT_MODIFIED;
    if (status === 404) return style.HTTP_NOT_FOUND;
    if (status >= 500) return style.HTTP_SERVER_ERROR;
    if (status >= 400) return style.HTTP_BAD_REQUEST;
    if (status >= 300) return style.HTTP_REDIRECT;
    return status >= 200 ? style.HTTP_SUCCESS : style.HTTP_INFO;
  }
}
