import { joinForms, type ReverseForm } from "../utils/regex-helper.ts";
import type { Converter } from "./converters.ts";
import { UrlPattern } from "./url-pattern.ts";
import type { UrlResolver } from "./url-resolver.ts";

/** One way to write the address of a name. */
export interface Possibility {
  readonly forms: readonly ReverseForm[];
  /** What the address must match. */
  readonly regex: { readonly source: string; readonly flags: string };
  /** Extra values of the patterns: they may be given, but only as they are. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly converters: ReadonlyMap<string, Converter>;
  /** As written, for messages. */
  readonly written: string;
}

/** What a list of patterns can be reversed by. */
export interface ReverseTable {
  /** By name and by view; the last of the list first. */
  readonly possibilities: ReadonlyMap<unknown, readonly Possibility[]>;
  readonly namespaces: ReadonlyMap<
    string,
    { readonly prefix: Possibility; readonly resolver: UrlResolver }
  >;
  /** Namespaces of the instances of each app. */
  readonly apps: ReadonlyMap<string, readonly string[]>;
}

/** A way that begins with `before` and goes on with `after`. */
export function joinWays(before: Possibility, after: Possibility): Possibility {
  const flags = before.regex.flags.includes("i") ? before.regex.flags : after.regex.flags;
  return {
    forms: joinForms(before.forms, after.forms),
    regex: { source: before.regex.source + after.regex.source, flags },
    defaults: { ...before.defaults, ...after.defaults },
    converters: new Map([...before.converters, ...after.converters]),
    written: before.written + after.written.replace(/^\^/, ""),
  };
}

function wayOf(entry: UrlPattern | UrlResolver): Possibility {
  const { pattern, kwargs } = entry;
  return {
    forms: pattern.forms(),
    regex: pattern.regex(),
    defaults: kwargs,
    converters: pattern.converters,
    written: String(pattern),
  };
}

/** The ways to everything below a resolver, its own beginning not counted. */
export function buildReverseTable(resolver: UrlResolver): ReverseTable {
  const possibilities = new Map<unknown, Possibility[]>();
  const namespaces = new Map<string, { prefix: Possibility; resolver: UrlResolver }>();
  const apps = new Map<string, string[]>();
  const add = (key: unknown, ways: readonly Possibility[]): void => {
    const known = possibilities.get(key);
    if (known === undefined) possibilities.set(key, [...ways]);
    else known.push(...ways);
  };
  for (const entry of resolver.urlPatterns.toReversed()) {
    const way = wayOf(entry);
    if (entry instanceof UrlPattern) {
      add(entry.view, [way]);
      if (entry.name !== undefined) add(entry.name, [way]);
    } else if (entry.namespace) {
      namespaces.set(entry.namespace, { prefix: way, resolver: entry });
      if (entry.appName)
        apps.set(entry.appName, [...(apps.get(entry.appName) ?? []), entry.namespace]);
    } else {
      const below = entry.reverseTable;
      for (const [key, ways] of below.possibilities) {
        add(
          key,
          ways.map((inner) => joinWays(way, inner)),
        );
      }
      for (const [name, inner] of below.namespaces) {
        namespaces.set(name, { ...inner, prefix: joinWays(way, inner.prefix) });
      }
      for (const [app, names] of below.apps) apps.set(app, [...(apps.get(app) ?? []), ...names]);
    }
  }
  return { possibilities, namespaces, apps };
}
