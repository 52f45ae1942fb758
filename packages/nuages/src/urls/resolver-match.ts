import type { RequestMatch } from "../http/index.ts";
import { type RequestMatchFunction, viewLabelOf } from "./view-label.ts";
import type { UrlPattern } from "./url-pattern.ts";
import type { UrlResolver } from "./url-resolver.ts";

/** The facts of a match, from which the rest is computed when it is asked for. */
export interface Found {
  readonly leaf: UrlPattern;
  /** The includes on the way, outermost first. */
  readonly trail: readonly UrlResolver[];
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly capturedKwargs: Readonly<Record<string, unknown>>;
}

function joinRoutes(before: string, after: string): string {
  return before === "" ? after : before + after.replace(/^\^/, "");
}

function isText(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}

/** What the resolver found for a path. Django: `ResolverMatch`. */
export class ResolverMatch implements RequestMatch {
  readonly #found: Found;

  constructor(found: Found) {
    this.#found = found;
  }

  get func(): RequestMatchFunction {
    return this.#found.leaf.view;
  }

  get args(): readonly unknown[] {
    return this.#found.args;
  }

  get kwargs(): Readonly<Record<string, unknown>> {
    return this.#found.kwargs;
  }

  get capturedKwargs(): Readonly<Record<string, unknown>> {
    return this.#found.capturedKwargs;
  }

  /** What the view gets as its second argument: values by name; unnamed ones under `0`, `1` … */
  get params(): Readonly<Record<string, unknown>> {
    const { args, kwargs } = this.#found;
    return args.length === 0 ? kwargs : Object.assign({}, args, kwargs);
  }

  get extraKwargs(): Readonly<Record<string, unknown>> {
    const { trail, leaf } = this.#found;
    return Object.assign({}, ...trail.map(({ kwargs }) => kwargs), leaf.kwargs) as Record<
      string,
      unknown
    >;
  }

  get urlName(): string | undefined {
    return this.#found.leaf.name;
  }

  get viewName(): string {
    return [...this.namespaces, this.urlName ?? viewLabelOf(this.func)].join(":");
  }

  get appNames(): readonly string[] {
    return this.#found.trail.map(({ appName }) => appName).filter(isText);
  }

  get appName(): string {
    return this.appNames.join(":");
  }

  get namespaces(): readonly string[] {
    return this.#found.trail.map(({ namespace }) => namespace).filter(isText);
  }

  get namespace(): string {
    return this.namespaces.join(":");
  }

  get route(): string {
    const { trail, leaf } = this.#found;
    return [...trail, leaf].map(({ pattern }) => String(pattern)).reduce(joinRoutes, "");
  }

  toString(): string {
    return `ResolverMatch(view=${this.viewName}, route=${JSON.stringify(this.route)}, kwargs=${JSON.stringify(this.kwargs)})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
