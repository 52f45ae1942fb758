import { Http404, type HttpRequest } from "../../../http/index.ts";
import { gettext, interpolate } from "../../../i18n/index.ts";
import type { Temporal } from "../../../utils/temporal.ts";
import type { ViewParams } from "../view.ts";
import { readDate } from "./read-date.ts";

/** A view that may get parts of a date from its route or the query. */
interface Asked {
  readonly request: HttpRequest;
  readonly params: ViewParams;
}

const MISSING = {
  year: () => gettext("No year specified"),
  month: () => gettext("No month specified"),
  week: () => gettext("No week specified"),
  day: () => gettext("No day specified"),
};

/**
 * A part of a date: what the view says, else the route, else the query.
 *
 * @throws Http404 when there is none
 */
export function datePart(view: Asked, name: keyof typeof MISSING, own: string | null): string {
  const part = own ?? view.params[name] ?? view.request.GET.get(name);
  if (part === null || part === undefined) throw new Http404(MISSING[name]());
  return String(part);
}

/**
 * The date of parts and their formats, as `["2026", "%Y"]`.
 *
 * @throws Http404 when they are no date
 */
export function dateFromParts(
  ...parts: readonly (readonly [part: string, format: string])[]
): Temporal.PlainDate {
  const text = parts.map(([part]) => part).join("__");
  const format = parts.map(([, one]) => one).join("__");
  const date = readDate(text, format);
  if (date !== undefined) return date;
  throw new Http404(
    interpolate(gettext("Invalid date string “%(datestr)s” given format “%(format)s”"), {
      datestr: text,
      format,
    }),
  );
}
