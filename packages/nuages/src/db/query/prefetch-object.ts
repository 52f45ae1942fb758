import { callable } from "../callable.ts";
import { InvalidValue } from "../errors.ts";
import { isReservedName } from "../models/reserved-names.ts";
import { INTERNAL, isQuerySet } from "./internal.ts";
import type { PrefetchLookup, PrefetchRows } from "./prefetch-lookup.ts";

export interface PrefetchOptions {
  /** The rows to take. Default: all. */
  readonly queryset?: object;
  /** Attribute for the list of rows. Default: the manager of the relation keeps them. */
  readonly toAttr?: string;
}

class PrefetchBase implements PrefetchLookup {
  readonly path: string;
  readonly rows: PrefetchRows | undefined;
  readonly toAttr: string | undefined;

  constructor(path: string, { queryset, toAttr }: PrefetchOptions = {}) {
    this.path = path;
    if (
      queryset !== undefined &&
      (!isQuerySet(queryset) || queryset[INTERNAL].mode !== "instances")
    ) {
      throw new InvalidValue("Prefetch querysets cannot use raw(), values(), and valuesList().", {
        hint: "Give it a queryset of instances.",
      });
    }
    if (toAttr !== undefined && isReservedName(toAttr)) {
      throw new InvalidValue(`toAttr cannot be "${toAttr}": every instance has that attribute.`, {
        hint: "Choose another name.",
      });
    }
    this.rows = queryset as PrefetchRows | undefined;
    this.toAttr = toAttr;
  }
}

/** A path for `prefetchRelated()` with the rows to take, and the attribute to put them in. */
export const Prefetch = callable<
  (path: string, options?: PrefetchOptions) => PrefetchBase,
  typeof PrefetchBase
>(PrefetchBase, "Prefetch");
export type Prefetch = PrefetchBase;
