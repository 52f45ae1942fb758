import { type HttpRequest, HttpResponse } from "nuages/http";

/** The first page of this app. */
export function index(request: HttpRequest): HttpResponse {
  return new HttpResponse(`This is {{ appName }}, at ${request.path}.`, {
    contentType: "text/plain; charset=utf-8",
  });
}
