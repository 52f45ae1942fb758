import {
  getConditionalResponse,
  type HttpRequest,
  type HttpResponseBase,
} from "../../http/index.ts";
import { httpDate, quoteEtag } from "../../utils/http.ts";
import { keepMarks, type ViewFunction } from "./wrap.ts";

type Computed<Params, Value> = (
  request: HttpRequest,
  params: Params,
) => Value | null | undefined | Promise<Value | null | undefined>;

/** What is known of a page before it is made. */
export interface ConditionOptions<Params> {
  /** A tag that changes with the page; quotes are added. */
  readonly etag?: Computed<Params, string>;
  /** When the page was changed last. */
  readonly lastModified?: Computed<Params, Date>;
}

function setValidators(
  response: HttpResponseBase,
  etag: string | undefined,
  lastModified: number | undefined,
): void {
  if (lastModified !== undefined)
    response.headers.setdefault("Last-Modified", httpDate(lastModified));
  if (etag !== undefined) response.headers.setdefault("ETag", etag);
}

/**
 * Answers 304 or 412 before the view is called, when the client's conditions allow; otherwise gives the
 * page of the view its `ETag` and `Last-Modified`.
 *
 * @example
 * export const book = condition({ lastModified: async (_request, { id }: { id: number }) => changedAt(id) })(
 *   bookDetail,
 * );
 */
export function condition<Params>({
  etag,
  lastModified,
}: ConditionOptions<Params>): (view: ViewFunction<Params>) => ViewFunction<Params> {
  return (view) => {
    const conditional: typeof view = async (request, params) => {
      const tag = (await etag?.(request, params)) ?? undefined;
      const changed = (await lastModified?.(request, params)) ?? undefined;
      const quoted = tag === undefined ? undefined : quoteEtag(tag);
      const seconds = changed === undefined ? undefined : Math.floor(changed.getTime() / 1000);
      const early = getConditionalResponse(request, { etag: quoted, lastModified: seconds });
      const response = early ?? (await view(request, params));
      if (request.method === "GET" || request.method === "HEAD") {
        setValidators(response, quoted, seconds);
      }
      return response;
    };
    return keepMarks(view, conditional);
  };
}

/** {@link condition} with a tag alone. */
export function etag<Params>(
  compute: Computed<Params, string>,
): (view: ViewFunction<Params>) => ViewFunction<Params> {
  return condition({ etag: compute });
}

/** {@link condition} with a date alone. */
export function lastModified<Params>(
  compute: Computed<Params, Date>,
): (view: ViewFunction<Params>) => ViewFunction<Params> {
  return condition({ lastModified: compute });
}
