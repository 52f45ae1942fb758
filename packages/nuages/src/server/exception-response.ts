import { settings } from "../conf/index.ts";
import { type NuagesError, PermissionDenied, SuspiciousOperation } from "../errors/index.ts";
import {
  BadRequest,
  gotRequestException,
  Http404,
  type HttpRequest,
  HttpResponse,
  type HttpResponseBase,
  logResponse,
  type MaybeResponse,
  MultiPartParserError,
  UnreadablePostError,
} from "../http/index.ts";
import {
  type ErrorHandler,
  getResolver,
  runWithUrlconf,
  type Urlconf,
  type UrlconfModule,
} from "../urls/index.ts";
import {
  badRequest,
  pageNotFound,
  permissionDenied,
  serverError,
  technical404Response,
  technical500Response,
} from "../views/index.ts";
import { hasVisitorLeft } from "./visitor-left.ts";

const DEFAULT_HANDLERS: Readonly<Record<number, ErrorHandler>> = {
  400: badRequest,
  403: permissionDenied,
  404: pageNotFound,
  500: serverError,
};

type ErrorStatus = 400 | 403 | 404 | 500;

function handlerFor(status: ErrorStatus, urlconf: Urlconf | null | undefined): ErrorHandler {
  let handlers: UrlconfModule | undefined;
  try {
    handlers = getResolver(urlconf).handlers;
  } catch {
    // The patterns themselves can be what is broken; the default page needs none.
    handlers = undefined;
  }
  return handlers?.[`handler${status}`] ?? (DEFAULT_HANDLERS[status] as ErrorHandler);
}

/** The page of the project for a status, whose links are those of the request's patterns. */
function projectPage(status: ErrorStatus, request: HttpRequest, ...error: unknown[]) {
  const urlconf = request.urlconf as Urlconf | null | undefined;
  const answer = (): MaybeResponse => handlerFor(status, urlconf)(request, ...error);
  return urlconf === null || urlconf === undefined ? answer() : runWithUrlconf(urlconf, answer);
}

/** {@link projectPage}; when that fails too, the answer to the failure. */
async function errorPage(
  status: 400 | 403 | 404,
  request: HttpRequest,
  error: unknown,
): Promise<HttpResponseBase> {
  try {
    return await projectPage(status, request, error);
  } catch (failure) {
    return uncaught(request, failure);
  }
}

/** The answer to an error that nobody expected, and its record in the log. */
async function uncaught(request: HttpRequest, error: unknown): Promise<HttpResponseBase> {
  await gotRequestException.sendRobust(undefined, { request, error });
  if (settings.debugPropagateExceptions) throw error;
  const response = await uncaughtPage(request, error);
  logResponse(request, response, "%s: %s", {
    params: [response.reasonPhrase, request.path],
    error,
  });
  return response;
}

async function uncaughtPage(request: HttpRequest, error: unknown): Promise<HttpResponseBase> {
  if (settings.debug) return technical500Response(request, error);
  try {
    return await projectPage(500, request);
  } catch (failure) {
    const response = new HttpResponse("Server Error (500)", {
      status: 500,
      contentType: "text/plain; charset=utf-8",
    });
    logResponse(request, response, "The handler of errors failed itself: %s", {
      params: [request.path],
      error: new AggregateError([error, failure], "handler500 failed"),
    });
    return response;
  }
}

function isClientError(
  error: unknown,
): error is SuspiciousOperation | BadRequest | MultiPartParserError | UnreadablePostError {
  return (
    error instanceof SuspiciousOperation ||
    error instanceof BadRequest ||
    error instanceof MultiPartParserError ||
    error instanceof UnreadablePostError
  );
}

/** What happened, in one line of the log. */
function withoutHint({ message, hint }: NuagesError): string {
  return hint === undefined ? message : message.replace(`\n  ${hint}`, "");
}

/** The status is nginx's, for logs: nobody reads the answer. */
function answerToNobody(request: HttpRequest): HttpResponseBase {
  const response = new HttpResponse("", { status: 499, reason: "Client Closed Request" });
  logResponse(request, response, "The visitor left: %s", { params: [request.path], level: "info" });
  return response;
}

/** The response that an error means, as Django has it: 404, 403, 400, else 500; each with one log record. */
export async function responseForException(
  request: HttpRequest,
  error: unknown,
): Promise<HttpResponseBase> {
  if (hasVisitorLeft(request, error)) return answerToNobody(request);
  if (error instanceof Http404) {
    if (settings.debug) return technical404Response(request, error);
    return errorPage(404, request, error);
  }
  if (error instanceof PermissionDenied) {
    const response = await errorPage(403, request, error);
    logResponse(request, response, "Forbidden (Permission denied): %s", {
      params: [request.path],
      error,
    });
    return response;
  }
  if (isClientError(error)) {
    const response = settings.debug
      ? await technical500Response(request, error, { status: 400 })
      : await errorPage(400, request, error);
    const isSuspicious = error instanceof SuspiciousOperation;
    logResponse(request, response, isSuspicious ? "%s" : "%s: %s", {
      params: isSuspicious ? [withoutHint(error)] : [withoutHint(error), request.path],
      level: isSuspicious ? "error" : "warning",
      ...(isSuspicious ? { logger: `nuages.security.${error.name}` } : {}),
      // A visitor who went away is no riddle: the line says all.
      ...(error instanceof UnreadablePostError ? {} : { error }),
    });
    return response;
  }
  return uncaught(request, error);
}
