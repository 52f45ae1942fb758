import { knownNames, settings } from "../../conf/index.ts";
import type { HttpRequest, QueryDict } from "../../http/index.ts";

const MAX_DEPTH = 6;

/**
 * Takes what is secret out of error reports. Make your own by extending it; the setting
 * `defaultExceptionReporterFilter`, or `request.exceptionReporterFilter`, puts it to use.
 * Django: `SafeExceptionReporterFilter`.
 */
export class SafeExceptionReporterFilter {
  /** What stands in place of a secret. */
  readonly cleansedSubstitute: string = "********************";
  /** Names of settings, headers and fields whose value is a secret. */
  readonly hiddenSettings: RegExp = /api|auth|token|key|secret|pass|signature|http_cookie|cookie$/i;

  /** Whether fields that a view marked as sensitive are hidden: unless in debug. */
  isActive(_request: HttpRequest | undefined): boolean {
    return !settings.debug;
  }

  /** The value, or the substitute when its name says that it is secret; looks into lists and objects. */
  cleanseSetting(name: string, value: unknown, depth = 0): unknown {
    if (this.hiddenSettings.test(name)) return this.cleansedSubstitute;
    if (typeof value === "function") return `[function ${value.name || "anonymous"}]`;
    if (typeof value === "string") return hidePassword(value, this.cleansedSubstitute);
    if (typeof value !== "object" || value === null || depth >= MAX_DEPTH) return value;
    if (Array.isArray(value)) return value.map((item) => this.cleanseSetting("", item, depth + 1));
    if (!isPlain(value)) return value;
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, this.cleanseSetting(String(key), item, depth + 1)]),
    );
  }

  /** All settings, cleansed. */
  getSafeSettings(): Record<string, unknown> {
    const safe: Record<string, unknown> = {};
    for (const name of [...knownNames()].sort()) {
      safe[name] = this.hiddenSettings.test(name)
        ? this.cleansedSubstitute
        : this.cleanseSetting(name, (settings as unknown as Record<string, unknown>)[name]);
    }
    return safe;
  }

  /** `request.META`, cleansed. */
  getSafeRequestMeta(request: HttpRequest): Record<string, unknown> {
    return this.cleanseSetting("", request.META) as Record<string, unknown>;
  }

  /** The cookies, cleansed; that of the session is a secret too. */
  getSafeCookies(request: HttpRequest): Record<string, unknown> {
    const cookies = this.cleanseSetting("", request.COOKIES) as Record<string, unknown>;
    if (settings.sessionCookieName in cookies) {
      cookies[settings.sessionCookieName] = this.cleansedSubstitute;
    }
    return cookies;
  }

  /** The posted fields; those that `sensitivePostParameters()` names are hidden. */
  getPostParameters(request: HttpRequest, form: QueryDict): Record<string, string[]> {
    const sensitive = this.isActive(request) ? request.sensitivePostParameters : undefined;
    return Object.fromEntries(
      [...form.lists()].map(([name, values]) => {
        const hidden =
          sensitive === "all" ||
          sensitive?.includes(name) === true ||
          /passw|secret|csrfmiddlewaretoken/i.test(name);
        return [name, hidden ? [this.cleansedSubstitute] : values];
      }),
    );
  }
}

function isPlain(value: object): boolean {
  if (value instanceof Map) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** `scheme://user:password@host` without the password. */
function hidePassword(text: string, substitute: string): string {
  return text.replaceAll(/(\/\/[^/\s:@]{0,200}):[^/\s]{1,500}@/g, `$1:${substitute}@`);
}

declare module "../../http/request.ts" {
  interface RequestExtras {
    /** Names of posted fields that error reports hide; set by `sensitivePostParameters()`. */
    sensitivePostParameters?: readonly string[] | "all";
    /** The filter for error reports about this request. */
    exceptionReporterFilter?: SafeExceptionReporterFilter;
  }
}
