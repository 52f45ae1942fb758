import { getLogger } from "../logging/index.ts";
import type { HttpRequest } from "./request.ts";
import type { HttpResponseBase } from "./response-base.ts";

// Line breaks forge log lines, escape sequences rewrite terminals, bidirectional marks hide text.
const DANGEROUS =
  /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/gu;

/** The text with everything that could forge a line of a log or steer a terminal written as an escape. */
export function escapeForLog(text: string): string {
  return text.replaceAll(DANGEROUS, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (char === "\n") return "\\n";
    if (char === "\r") return "\\r";
    if (char === "\t") return "\\t";
    return code < 256
      ? `\\x${code.toString(16).padStart(2, "0")}`
      : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** What {@link logResponse} is told besides the message. */
export interface LogResponseOptions {
  /** Values for the `%s` of the message; control characters in them are escaped. */
  readonly params?: readonly unknown[];
  /** Default: `nuages.request`. */
  readonly logger?: string;
  /** Default: `error` from 500 on, `warning` from 400 on, else `info`. */
  readonly level?: "info" | "warning" | "error";
  readonly error?: unknown;
}

/** Writes one record for a response that tells of an error; a second one for the same response is not written. */
export function logResponse(
  request: HttpRequest,
  response: HttpResponseBase,
  message: string,
  options: LogResponseOptions = {},
): void {
  if (response.hasBeenLogged) return;
  response.hasBeenLogged = true;
  const { statusCode } = response;
  const usual = statusCode >= 500 ? "error" : statusCode >= 400 ? "warning" : "info";
  const logger = getLogger(options.logger ?? "nuages.request");
  const params = (options.params ?? []).map((value) =>
    typeof value === "string" ? escapeForLog(value) : value,
  );
  logger[options.level ?? usual](message, {
    params,
    extra: { statusCode, request },
    ...(options.error === undefined ? {} : { error: options.error }),
  });
}
