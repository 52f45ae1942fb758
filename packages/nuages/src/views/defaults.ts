import {
  type HttpRequest,
  type HttpResponse,
  HttpResponseBadRequest,
  HttpResponseForbidden,
  HttpResponseNotFound,
  HttpResponseServerError,
} from "../http/index.ts";
import { renderToString, TemplateDoesNotExist } from "../template/index.ts";
import { quote } from "../utils/encoding.ts";
import { escapeText } from "../utils/escape.ts";
import { errorMessage } from "./debug/error-chain.ts";

/** The page when the project has no template for it. */
function plainPage(title: string, details = ""): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title>
</head>
<body>
<h1>${escapeText(title)}</h1>${details === "" ? "" : `<p>${escapeText(details)}</p>`}
</body>
</html>
`;
}

/** The project's template, or `undefined` when it has none of that name. */
async function projectPage(
  name: string,
  context: Record<string, unknown>,
  request?: HttpRequest,
): Promise<string | undefined> {
  try {
    return String(await renderToString(name, context, request === undefined ? {} : { request }));
  } catch (error) {
    // A template that the page itself includes and that is missing is a mistake to be told.
    if (error instanceof TemplateDoesNotExist && error.template === name) return undefined;
    throw error;
  }
}

/** The page for 400: the template `400.html`, else a plain page. It tells nothing of the error. */
export async function badRequest(request: HttpRequest, _error?: unknown): Promise<HttpResponse> {
  const page = await projectPage("400.html", {}, request);
  return new HttpResponseBadRequest(page ?? plainPage("Bad Request (400)"));
}

/** The page for 403: the template `403.html` with `exception`, else a plain page. */
export async function permissionDenied(
  request: HttpRequest,
  error?: unknown,
): Promise<HttpResponse> {
  const exception = error === undefined ? "" : errorMessage(error);
  const page = await projectPage("403.html", { exception }, request);
  return new HttpResponseForbidden(page ?? plainPage("403 Forbidden"));
}

/**
 * The page for 404: the template `404.html` with `request_path` (encoded) and `exception`, else a plain
 * page, which does not repeat the path: it would be a place for other people's words.
 */
export async function pageNotFound(request: HttpRequest, error?: unknown): Promise<HttpResponse> {
  const context = {
    request_path: quote(request.path),
    exception: error === undefined ? "" : errorMessage(error),
  };
  const page = await projectPage("404.html", context, request);
  const details = "The requested resource was not found on this server.";
  return new HttpResponseNotFound(page ?? plainPage("Not Found", details));
}

/**
 * The page for 500: the template `500.html`, else a plain page. The template gets no context: what is
 * broken may be what fills it.
 */
export async function serverError(_request: HttpRequest): Promise<HttpResponse> {
  const page = await projectPage("500.html", {});
  return new HttpResponseServerError(page ?? plainPage("Server Error (500)"));
}
