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

/** @throws InvalidValue for anything but a queryset of instances */
function refuseOthers(queryset: unknown): void {
  if (isQuerySet(queryset) && queryset[INTERNAL].mode === "instances") return;
  throw new InvalidValue("Prefetch querysets cannot use raw(), values(), and valuesList().", {
    hint: "Give it a queryset of instances.",
  });
}

class PrefetchBase implements PrefetchLookup {
  readonly path: string;
  readonly rows: PrefetchRows | undefined;
  readonly toAttr: string | undefined;

  constructor(path: string, { queryset, toAttr }: PrefetchOptions = {}) {
    this.path = path;
    if (queryset !== undefined) refuseOthers(queryset);
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

class GenericPrefetchBase extends PrefetchBase {
  readonly querysets: readonly PrefetchRows[];

  constructor(
    path: string,
    querysets: readonly object[],
    options: Pick<PrefetchOptions, "toAttr"> = {},
  ) {
    super(path, options);
    if (!Array.isArray(querysets))
      throw new InvalidValue(`GenericPrefetch("${path}") needs a list of querysets.`, {
        hint: "One for each model that is to be narrowed; the others load all.",
      });
    for (const queryset of querysets as readonly object[]) refuseOthers(queryset);
    this.querysets = querysets as readonly PrefetchRows[];
  }
}

/**
 * A path to a generic foreign key for `prefetchRelated()`, with the rows to take of each model. Models
 * without a queryset are loaded as they are; an object that its queryset leaves out is null.
 *
 * @example
 * Tag.objects.prefetchRelated(
 *   GenericPrefetch("contentObject", [Book.objects.selectRelated("author"), Film.objects.all()]),
 * );
 */
export const GenericPrefetch = callable<
  (
    path: string,
    querysets: readonly object[],
    options?: Pick<PrefetchOptions, "toAttr">,
  ) => GenericPrefetchBase,
  typeof GenericPrefetchBase
>(GenericPrefetchBase, "GenericPrefetch");
export type GenericPrefetch = GenericPrefetchBase;
