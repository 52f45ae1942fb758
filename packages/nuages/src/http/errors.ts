import { NuagesError, NuagesRangeError, SuspiciousOperation } from "../errors/index.ts";

/** There is nothing at this address; the answer is 404. Django: `Http404`. */
export class Http404 extends NuagesError {
  readonly code: string = "http.not_found";

  constructor(message = "") {
    super(message);
  }
}

/** The request is malformed; the answer is 400. Django: `BadRequest`. */
export class BadRequest extends NuagesError {
  readonly code = "http.bad_request";
}

/** The `Host` header names no host of this site; the answer is 400. Django: `DisallowedHost`. */
export class DisallowedHost extends SuspiciousOperation {
  override readonly code = "http.disallowed_host";

  static unknown(host: string, domain: string): DisallowedHost {
    const said = `Invalid Host header: ${JSON.stringify(host)}.`;
    return domain === ""
      ? new DisallowedHost(`${said} It is no valid domain name (RFC 1034/1035).`, {
          details: { host },
        })
      : new DisallowedHost(said, {
          hint: `If this is a name of the site, add ${JSON.stringify(domain)} to allowedHosts in the settings.`,
          details: { host, domain },
        });
  }
}

/** A redirect would lead to an address of a scheme that is not allowed. Django: `DisallowedRedirect`. */
export class DisallowedRedirect extends SuspiciousOperation {
  override readonly code = "http.disallowed_redirect";
}

/** A form or query string has more fields than `dataUploadMaxNumberFields`. Django: `TooManyFieldsSent`. */
export class TooManyFieldsSent extends SuspiciousOperation {
  override readonly code = "http.too_many_fields";

  static limit(limit: number): TooManyFieldsSent {
    return new TooManyFieldsSent(`The request has more than ${limit} fields.`, {
      hint: "The setting dataUploadMaxNumberFields is the limit.",
    });
  }
}

/** A form has more files than `dataUploadMaxNumberFiles`. Django: `TooManyFilesSent`. */
export class TooManyFilesSent extends SuspiciousOperation {
  override readonly code = "http.too_many_files";

  static limit(limit: number): TooManyFilesSent {
    return new TooManyFilesSent(`The request has more than ${limit} files.`, {
      hint: "The setting dataUploadMaxNumberFiles is the limit.",
    });
  }
}

/** The body, files not counted, is larger than `dataUploadMaxMemorySize`. Django: `RequestDataTooBig`. */
export class RequestDataTooBig extends SuspiciousOperation {
  override readonly code = "http.data_too_big";

  static limit(limit: number): RequestDataTooBig {
    return new RequestDataTooBig(`The request's body is larger than ${limit} bytes.`, {
      hint: "The setting dataUploadMaxMemorySize is the limit.",
    });
  }
}

/** The body was read as a stream and cannot be read again. Django: `RawPostDataException`. */
export class RawPostDataException extends NuagesError {
  readonly code = "http.body_was_streamed";
}

/** The client went away while its body was read. Django: `UnreadablePostError`. */
export class UnreadablePostError extends NuagesError {
  readonly code = "http.unreadable_body";
}

/** A header's name or value holds a line break or a NUL. Django: `BadHeaderError`. */
export class BadHeaderError extends NuagesError {
  readonly code = "http.bad_header";

  static newline(text: string): BadHeaderError {
    return new BadHeaderError(
      `Header values can't contain newlines (got ${JSON.stringify(text.slice(0, 200))}).`,
    );
  }

  static badName(text: string): BadHeaderError {
    return new BadHeaderError(
      `${JSON.stringify(text.slice(0, 200))} is no valid header name: letters, digits and hyphens.`,
    );
  }
}

/** An immutable dictionary, such as `request.GET`, was to be changed. Django raises `AttributeError`. */
export class ImmutableQueryDict extends NuagesError {
  readonly code = "http.immutable_query_dict";
}

/** A response was asked for what only another kind of response has, such as the content of a stream. */
export class ResponseMisuse extends NuagesError {
  readonly code = "http.response_misuse";
}

/** Thrown in the constructor of a middleware: it is left out, as the site does not need it. Django: `MiddlewareNotUsed`. */
export class MiddlewareNotUsed extends NuagesError {
  readonly code = "http.middleware_not_used";

  constructor(message = "") {
    super(message);
  }
}

/** A view or a layer of middleware gave something that is no response. Django raises `ValueError`. */
export class NoResponse extends NuagesError {
  readonly code = "http.no_response";

  static from(who: string, value: unknown): NoResponse {
    const kind =
      value === undefined || value === null
        ? String(value)
        : typeof value === "object"
          ? `an object of class ${value.constructor?.name ?? "Object"}`
          : `a ${typeof value}`;
    return new NoResponse(
      `${who} didn't return an HttpResponse object. It returned ${kind} instead.`,
      {
        hint:
          value === undefined
            ? "Is a `return` missing? A branch without one gives undefined."
            : "Return an HttpResponse, a JsonResponse, or what render() gives.",
      },
    );
  }
}

/** The request has no cookie of that name. Django raises `KeyError`. */
export class MissingCookie extends NuagesRangeError {
  readonly code = "http.missing_cookie";

  static named(name: string): MissingCookie {
    return new MissingCookie(`The request has no cookie ${JSON.stringify(name)}.`, {
      hint: "Give a default if it may be missing.",
    });
  }
}

/** A cookie's name is no token. Python: `http.cookies.CookieError`. */
export class CookieError extends NuagesRangeError {
  readonly code = "http.bad_cookie";

  static badName(name: string): CookieError {
    return new CookieError(`Illegal cookie name ${JSON.stringify(name.slice(0, 200))}.`, {
      hint: "A name has letters, digits and !#$%&'*+-.^_`|~ only.",
    });
  }
}

/** Upload handlers were set after the form was read. Django raises `AttributeError`. */
export class UploadHandlersInUse extends NuagesError {
  readonly code = "http.upload_handlers_in_use";
}
