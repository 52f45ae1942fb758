import { InvalidValue } from "../errors.ts";
import { INTERNAL, isQuerySet } from "./internal.ts";
import type { PrefetchLookup, PrefetchRows } from "./prefetch-lookup.ts";

/** A path for `prefetchRelated()` with the rows to take, and the attribute to put them in. */
export class Prefetch implements PrefetchLookup {
  readonly path: string;
  readonly rows: PrefetchRows | undefined;
  readonly toAttr: string | undefined;

  constructor(
    path: string,
    { queryset, toAttr }: { readonly queryset?: object; readonly toAttr?: string } = {},
  ) {
    this.path = path;
    if (
      queryset !== undefined &&
      (!isQuerySet(queryset) || queryset[INTERNAL].mode !== "instances")
    ) {
      throw new InvalidValue("Prefetch querysets cannot use raw(), values(), and valuesList().", {
        hint: "Give it a queryset of instances.",
      });
    }
    this.rows = queryset as PrefetchRows | undefined;
    this.toAttr = toAttr;
  }
}
