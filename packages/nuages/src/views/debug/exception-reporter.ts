import { inspect } from "node:util";

import { settings } from "../../conf/index.ts";
import type { HttpRequest, QueryDict } from "../../http/index.ts";
import { VERSION } from "../../utils/version.ts";
import { errorChain, errorMessage, errorName, messageAndHint } from "./error-chain.ts";
import { SafeExceptionReporterFilter } from "./exception-reporter-filter.ts";
import type { ReportData, ReportRequest, ReportTable } from "./report-data.ts";
import { contextOf, framesOf, shortPath } from "./stack-frames.ts";
import { technical500Page } from "./technical-500-page.ts";
import { technical500Text } from "./technical-500-text.ts";
import { templatePosition } from "./template-position.ts";

function show(value: unknown): string {
  return inspect(value, {
    depth: 4,
    maxArrayLength: 100,
    maxStringLength: 10_000,
    breakLength: 100,
  });
}

function table(values: Readonly<Record<string, unknown>>): ReportTable {
  return Object.entries(values).map(([name, value]) => [name, show(value)]);
}

/**
 * Gathers what there is to know about an error and writes it as a page or as text. Make your own by
 * extending it; the setting `defaultExceptionReporter` puts it to use. Django: `ExceptionReporter`.
 */
export class ExceptionReporter {
  readonly request: HttpRequest | undefined;
  readonly error: unknown;
  readonly filter: SafeExceptionReporterFilter;
  /** The form, when the view has read it. */
  readonly form: QueryDict | undefined;

  constructor(request: HttpRequest | undefined, error: unknown, form?: QueryDict) {
    this.request = request;
    this.error = error;
    this.form = form;
    this.filter = request?.exceptionReporterFilter ?? defaultFilter();
  }

  /** Everything that the report shows. */
  getTracebackData(): ReportData {
    return {
      errors: errorChain(this.error).map(({ error, relation }) => {
        const [message, hint] = messageAndHint(error);
        return {
          name: errorName(error),
          message,
          hint,
          relation,
          frames: framesOf(error).map((frame) => ({
            ...frame,
            shortFile: shortPath(frame.file),
            context: contextOf(frame),
          })),
          template: templatePosition(error),
        };
      }),
      request: this.request === undefined ? undefined : this.#requestData(this.request),
      settings: table(this.filter.getSafeSettings()),
      versions: [
        ["Nuages", VERSION],
        ["Node", process.version],
        ["Platform", `${process.platform} ${process.arch}`],
      ],
      time: new Date().toISOString(),
    };
  }

  #requestData(request: HttpRequest): ReportRequest {
    const match = request.resolverMatch;
    return {
      method: request.method,
      path: request.path,
      url: safely(() => request.buildAbsoluteUri()) ?? request.getFullPath(),
      get: safely(() => listTable([...request.GET.lists()])) ?? [],
      post:
        this.form === undefined
          ? undefined
          : listTable(Object.entries(this.filter.getPostParameters(request, this.form))),
      cookies: table(this.filter.getSafeCookies(request)),
      meta: table(this.filter.getSafeRequestMeta(request)),
      view: match === undefined ? "" : `${match.viewName} (route ${JSON.stringify(match.route)})`,
    };
  }

  /** The report as a page; safe whatever the error and the request hold. */
  getTracebackHtml(): string {
    return technical500Page(this.getTracebackData());
  }

  /** The report as text. */
  getTracebackText(): string {
    return technical500Text(this.getTracebackData());
  }

  /** The error in one line. */
  toString(): string {
    return `${errorName(this.error)}: ${errorMessage(this.error)}`;
  }
}

function listTable(lists: readonly (readonly [string, readonly string[]])[]): ReportTable {
  return lists.map(([name, values]) => [name, show(values.length === 1 ? values[0] : values)]);
}

/** The value, or `undefined` when it cannot be had: a report must not fail for what it reports on. */
function safely<Value>(compute: () => Value): Value | undefined {
  try {
    return compute();
  } catch {
    // Such as a host that is not allowed, which may be what the report is about.
    return undefined;
  }
}

type FilterClass = new () => SafeExceptionReporterFilter;
/** A class of reporters, for the setting `defaultExceptionReporter`. */
export type ReporterClass = new (
  request: HttpRequest | undefined,
  error: unknown,
  form?: QueryDict,
) => ExceptionReporter;

function defaultFilter(): SafeExceptionReporterFilter {
  const Filter = settings.defaultExceptionReporterFilter;
  return Filter === null ? new SafeExceptionReporterFilter() : new Filter();
}

/** The reporter for a request: its own, that of the settings, or ours. */
export function getReporter(
  request: HttpRequest | undefined,
  error: unknown,
  form?: QueryDict,
): ExceptionReporter {
  const Reporter =
    request?.exceptionReporterClass ?? settings.defaultExceptionReporter ?? ExceptionReporter;
  return new Reporter(request, error, form);
}

declare module "../../http/request.ts" {
  interface RequestExtras {
    /** The class of reports about errors of this request. */
    exceptionReporterClass?: ReporterClass;
  }
}

declare module "../../conf/settings.ts" {
  interface SettingValues {
    exceptionReporter: ReporterClass;
    exceptionReporterFilter: FilterClass;
  }
}
