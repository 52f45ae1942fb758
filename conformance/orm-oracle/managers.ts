import type { Build } from "./build.ts";
import { filterArgument } from "./conditions.ts";
import type { Json } from "./grammar.ts";
import { invoke } from "./missing-api.ts";

type ManagerClass = new () => { getQueryset(): object };

/** A manager of which `getQueryset()` narrows the rows. */
export function buildManager(filter: Json, build: Build): object {
  const Manager = build.api.get("Manager") as ManagerClass;
  class FilteredManager extends Manager {
    override getQueryset(): object {
      const rows = super.getQueryset();
      return invoke(rows, "filter", [filterArgument(filter, build)], "QuerySet") as object;
    }
  }
  return new FilteredManager();
}
