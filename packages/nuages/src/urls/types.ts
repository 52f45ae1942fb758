import type { HttpRequest, HttpResponseBase } from "../http/index.ts";

/**
 * The converters of routes and the type that each gives. A project that registers its own adds it:
 *
 * @example
 * declare module "nuages/urls" {
 *   interface Converters { year: Temporal.PlainDate }
 * }
 */
export interface Converters {
  int: number;
  str: string;
  slug: string;
  uuid: string;
  path: string;
}

type Param<Spec extends string> = Spec extends `${infer Converter}:${infer Name}`
  ? {
      [K in Name]: Converter extends keyof Converters
        ? Converters[Converter]
        : { "~error": `no converter '${Converter}'` };
    }
  : { [K in Spec]: string };

type Simplify<T> = { [K in keyof T]: T[K] } & {};

/** The parameters of a route: `"book/<int:id>/"` → `{ id: number }`. */
export type Params<
  R extends string,
  Acc = unknown,
> = R extends `${string}<${infer Spec}>${infer Rest}`
  ? Params<Rest, Acc & Param<Spec>>
  : Simplify<unknown extends Acc ? object : Acc>;

/** What a view gives back. */
export type ViewResult = HttpResponseBase | Promise<HttpResponseBase>;

/**
 * A view as a pattern takes it. Its result is not looked at here, so that views may call `reverse()`,
 * whose type comes from the patterns that hold the views; annotate the result of a view yourself.
 */
export type View<P = Record<string, unknown>> = (request: HttpRequest, params: P) => void;

/** One entry of `urlpatterns`; made by `path()` and `rePath()`. */
export interface Route<R extends string = string, N extends string = string, Child = unknown> {
  readonly route: R;
  readonly name: N;
  /** The included patterns, for the types only. */
  readonly "~child": Child;
}

/** What `include()` gives. */
export interface Include<
  U extends readonly unknown[] = readonly unknown[],
  NS extends string = string,
> {
  readonly patterns: U;
  readonly namespace: NS;
}

type Prefixed<NS extends string, N extends string> = [NS] extends [never] ? N : `${NS}:${N}`;
type Below<NS extends string, Inner extends string> = [Inner] extends [never]
  ? NS
  : Prefixed<NS, Inner>;

type NamesOf<Entry, Before extends string, NS extends string> =
  Entry extends Route<infer R, infer N, infer Child>
    ? [Child] extends [never]
      ? [N] extends [never]
        ? never
        : { name: Prefixed<NS, N>; params: Params<`${Before}${R}`> }
      : Child extends Include<infer U, infer Inner>
        ? NamesOf<U[number], `${Before}${R}`, Below<NS, Inner>>
        : never
    : never;

/** Every name of a list of patterns with its parameters, through includes and namespaces. */
export type Names<U extends readonly unknown[]> = NamesOf<U[number], "", never>;

type Named = { name: string; params: unknown };
type ParamsOf<All extends Named, N> = Extract<All, { name: N }>["params"];
type Values<P> = { [K in keyof P]: P[K] | (P[K] extends string ? number : never) };
type Arguments<P> = object extends P
  ? [params?: P | null, options?: ReverseOptions]
  : [params: Values<P>, options?: ReverseOptions];

/** The typed `reverse()` of a list of patterns. */
export type Reverse<U extends readonly unknown[]> = <N extends Names<U>["name"]>(
  name: N,
  ...args: Arguments<ParamsOf<Names<U>, N>>
) => string;

/**
 * The site's patterns, for the types of `reverse()`. A project registers them once, in its `urls.ts`:
 *
 * @example
 * declare module "nuages/urls" {
 *   interface Register { urls: typeof urlpatterns }
 * }
 */
export interface Register {}

type AnyReverse = (name: string, params?: ReverseParams | null, options?: ReverseOptions) => string;

/** `reverse()` as the registered patterns type it; untyped names when none are registered. */
export type RegisteredReverse = Register extends { urls: infer U extends readonly unknown[] }
  ? Reverse<U>
  : AnyReverse;

/** Values for a route: by name, or in order for unnamed groups. */
export type ReverseParams = Readonly<Record<string, unknown>> | readonly unknown[];

/** Options of `reverse()`. */
export interface ReverseOptions {
  /** Other patterns than those of the site. */
  readonly urlconf?: unknown;
  /** Which instance of an app is meant when there are several. */
  readonly currentApp?: string | undefined;
  /** Query string: a text, or names and values. */
  readonly query?: unknown;
  /** The part behind `#`, as it is. */
  readonly fragment?: string | undefined;
}
