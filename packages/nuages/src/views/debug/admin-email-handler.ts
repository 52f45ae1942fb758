import { isConfigured, settings } from "../../conf/index.ts";
import { HttpRequest } from "../../http/index.ts";
import {
  bringHandlerClass,
  Handler,
  type HandlerOptions,
  type LogRecord,
} from "../../logging/index.ts";
import { getReporter, type ReporterClass } from "./exception-reporter.ts";
import { tableText } from "./technical-500-text.ts";
import { formOf } from "./technical-response.ts";

/** Options of {@link AdminEmailHandler}. */
export interface AdminEmailHandlerOptions extends HandlerOptions {
  /** Whether the page of the error is sent, too. It shows more of the site: mail is not private. Default: false. */
  readonly includeHtml?: boolean;
  /** Makes the report. Default: that of the request or the setting `defaultExceptionReporter`. */
  readonly reporterClass?: ReporterClass;
}

/** What a report by mail says. */
export interface ErrorMail {
  /** In one line; the setting `emailSubjectPrefix` comes before it. */
  readonly subject: string;
  readonly body: string;
  readonly html?: string;
}

/**
 * Mails what is logged to the `admins`: the message, the error with its stack, the request and the settings,
 * without secrets. Where `debug` is off, errors go to it without a word in the settings. The mail is sent after the record was taken; one that cannot be sent is told on standard
 * error. Django: `AdminEmailHandler`.
 *
 * @example
 * logging: {
 *   disableExistingLoggers: false,
 *   filters: { live: { class: "requireDebugFalse" } },
 *   handlers: {
 *     admins: { class: "adminEmail", level: "ERROR", filters: ["live"], includeHtml: true },
 *   },
 *   loggers: { nuages: { handlers: ["console", "admins"] } },
 * }
 */
export class AdminEmailHandler extends Handler {
  readonly includeHtml: boolean;
  readonly reporterClass: ReporterClass | undefined;

  constructor(options: AdminEmailHandlerOptions = {}) {
    super(options);
    this.includeHtml = options.includeHtml ?? false;
    this.reporterClass = options.reporterClass;
  }

  override emit(record: LogRecord): void {
    if (!isConfigured() || settings.admins.length === 0) return;
    this.#report(record).catch((error: unknown) => {
      process.stderr.write(`An error could not be mailed to the admins: ${String(error)}\n`);
    });
  }

  async #report(record: LogRecord): Promise<void> {
    const sent = record.extra["request"];
    const request = sent instanceof HttpRequest ? sent : undefined;
    const form = request === undefined ? undefined : await formOf(request);
    const error = record.error ?? record.message;
    const reporter =
      this.reporterClass === undefined
        ? getReporter(request, error, form)
        : new this.reporterClass(request, error, form);
    const settingsShown = tableText("Settings", reporter.getTracebackData().settings);
    await this.sendMail({
      subject: this.formatSubject(subjectOf(record, request)),
      body: `${record.message}\n\n${reporter.getTracebackText()}\n${settingsShown}`,
      ...(this.includeHtml ? { html: reporter.getTracebackHtml() } : {}),
    });
  }

  /** The subject in one line. */
  formatSubject(subject: string): string {
    return subject.replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  }

  /** Sends a report; override it to send it another way. */
  async sendMail(mail: ErrorMail): Promise<void> {
    // Sites that send no mail need not load it.
    const { mailAdmins } = await import("../../mail/index.ts");
    await mailAdmins(mail);
  }
}

bringHandlerClass("adminEmail", AdminEmailHandler);

function subjectOf({ levelName, message }: LogRecord, request: HttpRequest | undefined): string {
  if (request === undefined) return `${levelName}: ${message}`;
  const isInternal = settings.internalIps.includes(request.remoteAddress);
  return `${levelName} (${isInternal ? "internal" : "EXTERNAL"} IP): ${message}`;
}
