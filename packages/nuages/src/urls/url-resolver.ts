import { getLanguage } from "../i18n/index.ts";
import type { TriedPattern } from "./errors.ts";
import { NO_ARGS, NO_KWARGS, type Pattern } from "./pattern.ts";
import type { Found } from "./resolver-match.ts";
import { buildReverseTable, type ReverseTable } from "./reverse-table.ts";
import { RouteIndex } from "./route-index.ts";
import { UrlPattern } from "./url-pattern.ts";

/** An entry of `urlpatterns`: a route to a view, or to more patterns. */
export type UrlEntry = UrlPattern | UrlResolver;

/** Where included patterns belong to. */
export interface ResolverOptions {
  readonly appName?: string | undefined;
  readonly namespace?: string | undefined;
  /** Extra values for every view below. */
  readonly kwargs?: object | undefined;
}

const MAX_TABLES = 128;

/** Patterns below a common beginning. Django: `URLResolver`. */
export class UrlResolver {
  readonly pattern: Pattern;
  readonly urlPatterns: readonly UrlEntry[];
  readonly appName: string | undefined;
  readonly namespace: string | undefined;
  readonly kwargs: Readonly<Record<string, unknown>>;
  #index: RouteIndex<UrlEntry> | undefined;
  readonly #tables = new Map<string, ReverseTable>();
  #dependsOnLanguage: boolean | undefined;

  constructor(pattern: Pattern, urlPatterns: readonly UrlEntry[], options: ResolverOptions = {}) {
    this.pattern = pattern;
    this.urlPatterns = urlPatterns;
    this.appName = options.appName;
    this.namespace = options.namespace;
    this.kwargs =
      options.kwargs === undefined ? NO_KWARGS : (options.kwargs as Record<string, unknown>);
  }

  /** The route as written, for the types. */
  get route(): string {
    return String(this.pattern);
  }

  /** Whether a pattern here or below is another one in another language. */
  get dependsOnLanguage(): boolean {
    this.#dependsOnLanguage ??=
      this.pattern.dependsOnLanguage === true ||
      this.urlPatterns.some((entry) =>
        entry instanceof UrlResolver
          ? entry.dependsOnLanguage
          : entry.pattern.dependsOnLanguage === true,
      );
    return this.#dependsOnLanguage;
  }

  /** What `reverse()` looks names up in. */
  get reverseTable(): ReverseTable {
    const key = this.dependsOnLanguage ? (getLanguage() ?? "") : "";
    let table = this.#tables.get(key);
    if (table === undefined) {
      table = buildReverseTable(this);
      // A visitor may choose the language, but not how much is kept.
      if (this.#tables.size >= MAX_TABLES) this.#tables.clear();
      this.#tables.set(key, table);
    }
    return table;
  }

  /** Forgets what was compiled from patterns that depend on the language. */
  clear(): void {
    this.#index = undefined;
    this.#tables.clear();
    for (const entry of this.urlPatterns) if (entry instanceof UrlResolver) entry.clear();
  }

  /** The first pattern below this one that matches, or `undefined`. */
  find(path: string): Found | undefined {
    const match = this.pattern.match(path);
    if (match === undefined) return undefined;
    const found = this.findBelow(match.rest);
    return found === undefined ? undefined : this.#above(found, match.args, match.kwargs);
  }

  /**
   * The first of the patterns that matches what comes behind this one.
   * @internal
   */
  protected findBelow(rest: string): Found | undefined {
    this.#index ??= new RouteIndex(this.urlPatterns);
    for (const { item } of this.#index.candidates(rest)) {
      const found = item instanceof UrlResolver ? item.find(rest) : findLeaf(item, rest);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #above(
    found: Found,
    args: readonly unknown[],
    captured: Readonly<Record<string, unknown>>,
  ): Found {
    const trail = [this, ...found.trail];
    if (args === NO_ARGS && captured === NO_KWARGS && this.kwargs === NO_KWARGS) {
      return { ...found, trail };
    }
    const kwargs = { ...captured, ...this.kwargs, ...found.kwargs };
    const unnamed = Object.keys(kwargs).length === 0;
    return {
      leaf: found.leaf,
      trail,
      // Django: as soon as there is a name, unnamed groups of what stands above are dropped.
      args: unnamed ? [...args, ...found.args] : found.args,
      kwargs,
      // Django: those of the innermost route only.
      capturedKwargs: found.capturedKwargs,
    };
  }

  /** Every way that was tried for a path that did not match. */
  tried(path: string): TriedPattern[][] {
    const match = this.pattern.match(path);
    if (match === undefined) return [];
    return this.urlPatterns.flatMap((entry) => {
      const step = {
        route: entry.route,
        name: entry instanceof UrlPattern ? entry.name : undefined,
      };
      const deeper = entry instanceof UrlResolver ? entry.tried(match.rest) : [];
      return deeper.length > 0 ? deeper.map((way) => [step, ...way]) : [[step]];
    });
  }
}

const NO_TRAIL: readonly UrlResolver[] = [];

function findLeaf(leaf: UrlPattern, path: string): Found | undefined {
  const match = leaf.pattern.match(path);
  if (match === undefined) return undefined;
  const { args, kwargs } = match;
  return {
    leaf,
    trail: NO_TRAIL,
    args,
    kwargs: leaf.kwargs === NO_KWARGS ? kwargs : { ...kwargs, ...leaf.kwargs },
    capturedKwargs: kwargs,
  };
}
