import { MODEL } from "../../apps/index.ts";
import type { QuerySet } from "../../db/index.ts";
import { ImproperlyConfigured } from "../../errors/index.ts";
import { viewName } from "./view-name.ts";

/** A model class, as far as generic views need it. */
export interface ViewModel<Row> {
  readonly objects: { all(): QuerySet<Row> };
}

interface Described {
  readonly [MODEL]?: { readonly name: string; readonly appLabel?: string | undefined };
}

/** App label and model name in lower case, for names of templates and of context values. */
export interface ModelNames {
  readonly appLabel: string;
  readonly modelName: string;
}

/** The names of a model, or of the model of a queryset or a row. */
export function modelNames(source: unknown): ModelNames | undefined {
  if (source === null || (typeof source !== "object" && typeof source !== "function")) {
    return undefined;
  }
  const described = source as Described & { readonly model?: Described };
  const info =
    described[MODEL] ?? described.model?.[MODEL] ?? (source.constructor as Described)[MODEL];
  if (info === undefined) return undefined;
  return { appLabel: info.appLabel ?? "", modelName: info.name.toLowerCase() };
}

/**
 * The queryset of a generic view: its `queryset`, else all rows of its `model`.
 *
 * @throws ImproperlyConfigured when it has neither
 */
export function querysetOf<Row>(
  view: object,
  { queryset, model }: { queryset: QuerySet<Row> | null; model: ViewModel<Row> | null },
): QuerySet<Row> {
  // A new one for each request: a queryset keeps the rows it has read.
  if (queryset !== null) return queryset.all();
  if (model !== null) return model.objects.all();
  const of = view.constructor.name === "" ? "" : `${view.constructor.name}.`;
  throw new ImproperlyConfigured(`${viewName(view)} is missing a queryset.`, {
    hint: `Define ${of}model, ${of}queryset, or override ${of}getQueryset().`,
  });
}

/** A queryset must not come in a promise, which would read its rows. */
export function checkQueryset<Source>(view: object, queryset: Source): Source {
  if (!(queryset instanceof Promise)) return queryset;
  throw new ImproperlyConfigured(`${viewName(view)}.getQueryset() is async.`, {
    hint: "A queryset is lazy and needs no await: make getQueryset() an ordinary method.",
  });
}
