import type { RequestMatch } from "../http/index.ts";
import { BadUrlPattern } from "./errors.ts";
import { NO_KWARGS, type Pattern } from "./pattern.ts";

/** One route to a view. Django: `URLPattern`. */
export class UrlPattern {
  readonly pattern: Pattern;
  readonly view: RequestMatch["func"];
  readonly name: string | undefined;
  /** Extra values for the view. */
  readonly kwargs: Readonly<Record<string, unknown>>;

  constructor(
    pattern: Pattern,
    view: RequestMatch["func"],
    options: { readonly name?: string; readonly kwargs?: object } = {},
  ) {
    this.pattern = pattern;
    this.view = checkedView(pattern, view);
    this.name = options.name;
    this.kwargs =
      options.kwargs === undefined ? NO_KWARGS : (options.kwargs as Record<string, unknown>);
  }

  /** The route as written, for the types. */
  get route(): string {
    return String(this.pattern);
  }
}

function checkedView(pattern: Pattern, view: unknown): RequestMatch["func"] {
  const where = `The URL pattern ${JSON.stringify(String(pattern))}`;
  if (typeof view !== "function") {
    throw new BadUrlPattern(`${where} has no view: it got ${describe(view)}.`, {
      hint: "The second argument of path() is a function (request, params) => response, or include(…).",
    });
  }
  const prototype: unknown = (view as { prototype?: unknown }).prototype;
  if (typeof prototype === "object" && prototype !== null && "dispatch" in prototype) {
    throw new BadUrlPattern(`${where} has the class ${view.name} as its view.`, {
      hint: `Pass ${view.name}.asView() instead of ${view.name}.`,
    });
  }
  return view as RequestMatch["func"];
}

function describe(value: unknown): string {
  if (value === null || value === undefined) {
    return `${String(value)} (a circle of imports, or a misspelt name)`;
  }
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}
