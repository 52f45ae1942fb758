import type { QuerySet } from "../../db/index.ts";
import { ImproperlyConfigured } from "../../errors/index.ts";
import { Http404 } from "../../http/index.ts";
import { gettext, interpolate } from "../../i18n/index.ts";
import { checkQueryset, modelNames } from "./model-source.ts";
import type { ViewContext } from "./template-view.ts";
import type { ViewParams } from "./view.ts";
import { viewName } from "./view-name.ts";

/** What views of one row share. Django: `SingleObjectMixin`. */
export interface SingleObject {
  readonly params: ViewParams;
  readonly model: object | null;
  readonly slugUrlKwarg: string;
  readonly pkUrlKwarg: string;
  readonly queryPkAndSlug: boolean;
  readonly templateName: string | null;
  readonly templateNameSuffix: string;
  readonly templateNameField: string | null;
  getSlugField(): string;
}

interface Lookups<Row> {
  get(filters: Readonly<Record<string, unknown>>): PromiseLike<Row>;
}

function filtersOf(view: SingleObject): Record<string, unknown> {
  const pk = view.params[view.pkUrlKwarg];
  const slug = view.params[view.slugUrlKwarg];
  if (pk === undefined && slug === undefined) {
    throw new ImproperlyConfigured(
      `Generic detail view ${viewName(view)} must be called with either an object pk or a slug in the URLconf.`,
      { hint: "Name the parameter of the route pk or slug, or set pkUrlKwarg or slugUrlKwarg." },
    );
  }
  const filters: Record<string, unknown> = {};
  if (pk !== undefined) filters["pk"] = pk;
  if (slug !== undefined && (pk === undefined || view.queryPkAndSlug)) {
    filters[view.getSlugField()] = slug;
  }
  return filters;
}

/**
 * The row that the route names.
 *
 * @throws Http404 when there is none
 */
export async function findObject<Row extends object>(
  view: SingleObject,
  queryset: QuerySet<Row>,
): Promise<Row> {
  const rows = checkQueryset(view, queryset) as unknown as Lookups<Row>;
  try {
    return await rows.get(filtersOf(view));
  } catch (error) {
    if (!(error instanceof Error) || !error.name.endsWith("DoesNotExist")) throw error;
    const names = modelNames(queryset) ?? modelNames(view.model);
    throw new Http404(
      interpolate(gettext("No %(verbose_name)s found matching the query"), {
        verbose_name: names?.modelName ?? "object",
      }),
    );
  }
}

/** `object` and the model's name, for the context. */
export function objectContext(object: object, name: string | null): ViewContext {
  return name === null ? { object } : { object, [name]: object };
}

/** The names of templates of a row; `undefined` when nothing says one. */
export function objectTemplates(view: SingleObject, object: object | null): string[] | undefined {
  if (view.templateName !== null) return [view.templateName];
  const names = (object === null ? undefined : modelNames(object)) ?? modelNames(view.model);
  const field: unknown =
    view.templateNameField === null || object === null
      ? undefined
      : (object as Record<string, unknown>)[view.templateNameField];
  const own = typeof field === "string" && field !== "" ? [field] : [];
  if (names === undefined) return own.length > 0 ? own : undefined;
  return [...own, `${names.appLabel}/${names.modelName}${view.templateNameSuffix}.html`];
}
