import { escapeForLog, type HttpRequest } from "../http/index.ts";
import { getLogger } from "../logging/index.ts";

/** Whether an error only says that work was stopped, as `request.signal` asks when the visitor has gone. */
export function hasVisitorLeft(request: HttpRequest, error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError" && request.signal.aborted;
}

/** Logs what went wrong while a response was sent, unless it is that there is nobody to read it. */
export function logUnsent(request: HttpRequest, error: unknown): void {
  if (hasVisitorLeft(request, error)) return;
  getLogger("nuages.request").error("The response to %s could not be sent: %s", {
    params: [escapeForLog(request.path), escapeForLog(String(error))],
    error,
  });
}
