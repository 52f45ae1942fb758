import { type Http404, type HttpRequest, HttpResponse, type QueryDict } from "../../http/index.ts";
import { Resolver404 } from "../../urls/index.ts";
import { getReporter } from "./exception-reporter.ts";
import { technical404Page, welcomePage } from "./technical-404-page.ts";

const TEXT = "text/plain; charset=utf-8";

/** Options of {@link technical500Response}. */
export interface Technical500Options {
  /** Default: 500. */
  readonly status?: number;
}

/** The answer of debug to an error: a page, or text for clients that want no HTML. */
export async function technical500Response(
  request: HttpRequest,
  error: unknown,
  { status = 500 }: Technical500Options = {},
): Promise<HttpResponse> {
  const reporter = getReporter(request, error, await formOf(request));
  if (request.accepts("text/html")) {
    return new HttpResponse(reporter.getTracebackHtml(), { status });
  }
  return new HttpResponse(reporter.getTracebackText(), { status, contentType: TEXT });
}

/** The form, when the view has read it; a form that cannot be read is no reason for another error. */
export async function formOf(request: HttpRequest): Promise<QueryDict | undefined> {
  try {
    return await request.formIfRead;
  } catch {
    // The error of reading it is the one that is reported.
    return undefined;
  }
}

/** The answer of debug when nothing is at an address: the patterns that were tried. */
export function technical404Response(request: HttpRequest, error: Http404): HttpResponse {
  if (error instanceof Resolver404 && error.path === "" && error.tried.length === 0) {
    return new HttpResponse(welcomePage());
  }
  return new HttpResponse(technical404Page(request, error), { status: 404 });
}
