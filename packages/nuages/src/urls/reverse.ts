import { getScriptPrefix } from "../conf/index.ts";
import { quote } from "../utils/encoding.ts";
import { escapeLeadingSlashes, type QueryInput, urlencode } from "../utils/http.ts";
import type { ReverseForm } from "../utils/regex-helper.ts";
import { pathText } from "./converters.ts";
import { NoReverseMatch } from "./errors.ts";
import { type RequestMatchFunction, viewLabelOf } from "./view-label.ts";
import { joinWays, type Possibility, type ReverseTable } from "./reverse-table.ts";
import type { RegisteredReverse, ReverseOptions, ReverseParams } from "./types.ts";
import { getResolver, getUrlconf, type Urlconf } from "./urlconf.ts";

/** What the last part of a name can mean, with the ways to it through its namespaces. */
interface Lookup {
  readonly table: ReverseTable;
  readonly prefix: Possibility | undefined;
  readonly key: unknown;
}

function lookUp(name: string, urlconf: Urlconf, currentApp: string): Lookup {
  const parts = name.split(":");
  const key = parts.pop();
  let current = currentApp === "" ? undefined : currentApp.split(":").reverse();
  let table = getResolver(urlconf).reverseTable;
  let prefix: Possibility | undefined;
  const walked: string[] = [];
  for (const part of parts) {
    const wanted = current?.pop();
    let namespace = part;
    const instances = table.apps.get(part);
    if (instances !== undefined) {
      // The name of an app: the instance that the request is in, else the default one, else the last.
      if (wanted !== undefined && instances.includes(wanted)) namespace = wanted;
      else if (!instances.includes(part)) namespace = instances[0] ?? part;
    }
    if (wanted !== namespace) current = undefined;
    const step = table.namespaces.get(namespace);
    if (step === undefined) {
      throw NoReverseMatch.unknownNamespace(part, walked, table.namespaces.keys());
    }
    walked.push(namespace);
    prefix = prefix === undefined ? step.prefix : joinWays(prefix, step.prefix);
    table = step.resolver.reverseTable;
  }
  return { table, prefix, key };
}

type Named = Readonly<Record<string, unknown>>;

/** Whether the named values are those that the form needs, extra values of the patterns apart. */
function fits(form: ReverseForm, values: Named, defaults: Named): boolean {
  for (const group of form.groups) {
    if (!Object.hasOwn(values, group) && !Object.hasOwn(defaults, group)) return false;
  }
  for (const [name, value] of Object.entries(values)) {
    if (form.groups.includes(name)) continue;
    if (!Object.hasOwn(defaults, name) || defaults[name] !== value) return false;
  }
  return true;
}

/** The values as text by group, or `undefined` when one has no address. */
function textsOf(
  values: Named,
  { converters }: Possibility,
): ReadonlyMap<string, string> | undefined {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(values)) {
    const converter = converters.get(name);
    try {
      texts.set(name, converter === undefined ? pathText(value) : converter.toUrl(value));
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }
  return texts;
}

const compiled = new WeakMap<Possibility["regex"], RegExp>();

function regexOf({ regex }: Possibility): RegExp {
  let expression = compiled.get(regex);
  if (expression === undefined) {
    expression = new RegExp(`^(?:${regex.source})`, regex.flags);
    compiled.set(regex, expression);
  }
  return expression;
}

/** Whether the values are exactly the named ones of the form. */
function isExact({ groups }: ReverseForm, values: Named): boolean {
  let count = 0;
  for (const name in values) {
    if (!Object.hasOwn(values, name) || !groups.includes(name)) return false;
    count += 1;
  }
  return count === groups.length;
}

/** {@link write} for values that {@link isExact} has found to be the form's own: the usual case. */
function writeExact(way: Possibility, form: ReverseForm, values: Named): string | undefined {
  let candidate = "";
  try {
    for (const part of form.parts) {
      if (typeof part === "string") candidate += part;
      else {
        const converter = way.converters.get(part.group);
        const value = values[part.group];
        candidate += converter === undefined ? pathText(value) : converter.toUrl(value);
      }
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return regexOf(way).test(candidate) ? candidate : undefined;
}

function write(way: Possibility, form: ReverseForm, params: ReverseParams): string | undefined {
  const positional = Array.isArray(params);
  if (!positional && isExact(form, params as Named)) return writeExact(way, form, params as Named);
  if (positional && params.length !== form.groups.length) return undefined;
  const values: Named = positional
    ? Object.fromEntries(form.groups.map((group, index) => [group, params[index] as unknown]))
    : (params as Named);
  if (!positional && !fits(form, values, way.defaults)) return undefined;
  const texts = textsOf(values, way);
  if (texts === undefined) return undefined;
  let candidate = "";
  for (const part of form.parts) {
    const text = typeof part === "string" ? part : texts.get(part.group);
    if (text === undefined) return undefined;
    candidate += text;
  }
  return regexOf(way).test(candidate) ? candidate : undefined;
}

const SAFE_IN_PATH = "!$&'()*+,;=/~:@";

function finish(candidate: string, { query, fragment }: ReverseOptions): string {
  const url = escapeLeadingSlashes(quote(getScriptPrefix() + candidate, SAFE_IN_PATH));
  const text = typeof query === "string" ? query : query ? queryOf(query) : "";
  return (
    url + (text === "" ? "" : `?${text}`) + (typeof fragment === "string" ? `#${fragment}` : "")
  );
}

function queryOf(query: unknown): string {
  return urlencode(query as QueryInput, { doseq: true });
}

/** Ways through a prefix are joined once. */
const joined = new WeakMap<Possibility, WeakMap<Possibility, Possibility>>();

function throughPrefix(prefix: Possibility | undefined, way: Possibility): Possibility {
  if (prefix === undefined) return way;
  let byWay = joined.get(prefix);
  if (byWay === undefined) joined.set(prefix, (byWay = new WeakMap()));
  let whole = byWay.get(way);
  if (whole === undefined) byWay.set(way, (whole = joinWays(prefix, way)));
  return whole;
}

/** What a name stands for. */
interface Ways {
  readonly table: ReverseTable;
  readonly ways: readonly Possibility[];
}

/** So many apps have their names kept. */
const MAX_APPS = 1_000;

/**
 * By the table of the root, which is another one in another language, then by the current app, then by
 * name. Names without ways are not kept.
 */
const known = new WeakMap<ReverseTable, Map<string, Map<string, Ways>>>();

function namesKnown(root: ReverseTable, currentApp: string): Map<string, Ways> {
  let byApp = known.get(root);
  if (byApp === undefined) known.set(root, (byApp = new Map()));
  let byName = byApp.get(currentApp);
  if (byName === undefined) {
    byName = new Map();
    if (byApp.size < MAX_APPS) byApp.set(currentApp, byName);
  }
  return byName;
}

function waysOf(name: string | RequestMatchFunction, urlconf: Urlconf, currentApp = ""): Ways {
  const root = getResolver(urlconf).reverseTable;
  if (typeof name !== "string") return { table: root, ways: root.possibilities.get(name) ?? [] };
  const byName = namesKnown(root, currentApp);
  let found = byName.get(name);
  if (found === undefined) {
    found = findWays(name, urlconf, currentApp);
    if (found.ways.length > 0) byName.set(name, found);
  }
  return found;
}

function findWays(name: string, urlconf: Urlconf, currentApp: string): Ways {
  const { table, prefix, key } = lookUp(name, urlconf, currentApp);
  const ways = (table.possibilities.get(key) ?? []).map((way) => throughPrefix(prefix, way));
  return { table, ways };
}

/**
 * The address of a name or a view, for code that is not part of one site (add-ons, templates): the name
 * is any text.
 *
 * @param params Values by name, or a list of them in order.
 * @throws NoReverseMatch when there is no such name, or the values do not fit.
 */
export function reverseName(
  name: string | RequestMatchFunction,
  params: ReverseParams | null = {},
  options: ReverseOptions = {},
): string {
  const urlconf = (options.urlconf as Urlconf | undefined) ?? getUrlconf();
  const { table, ways } = waysOf(name, urlconf, options.currentApp);
  const values = params ?? {};
  for (const way of ways) {
    for (const form of way.forms) {
      const candidate = write(way, form, values);
      if (candidate !== undefined) return finish(candidate, options);
    }
  }
  const label = typeof name === "string" ? name : viewLabelOf(name);
  throw ways.length === 0 ? unknown(label, table, urlconf) : misfit(label, values, ways);
}

function namesIn(table: ReverseTable, before: string): string[] {
  const names = [...table.possibilities.keys()].filter((key) => typeof key === "string");
  return names.map((name) => before + name);
}

function namesBelow(table: ReverseTable, before: string): string[] {
  const below = [...table.namespaces].flatMap(([namespace, { resolver }]) =>
    namesBelow(resolver.reverseTable, `${before}${namespace}:`),
  );
  return [...namesIn(table, before), ...below];
}

function unknown(label: string, table: ReverseTable, urlconf: Urlconf): NoReverseMatch {
  const at = label.lastIndexOf(":") + 1;
  const last = `:${label.slice(at)}`;
  // `redirect()` also tries addresses as names: those need no search.
  const all = label.includes("/") ? [] : namesBelow(getResolver(urlconf).reverseTable, "");
  return NoReverseMatch.unknownName(
    label,
    namesIn(table, label.slice(0, at)),
    all.filter((full) => full.endsWith(last)).toSorted(),
  );
}

function misfit(
  label: string,
  params: ReverseParams,
  ways: readonly Possibility[],
): NoReverseMatch {
  const isEmpty = Object.keys(params).length === 0;
  const kind = Array.isArray(params) ? "arguments" : "keyword arguments";
  const given = isEmpty ? "no arguments" : `${kind} '${describe(params)}'`;
  return NoReverseMatch.noFit(label, given, {
    tried: ways.map(({ written }) => JSON.stringify(written)),
    hint: wantedOf(params, ways),
  });
}

/** What the patterns take, or why it is not what was given. */
function wantedOf(params: ReverseParams, ways: readonly Possibility[]): string {
  const groups = ways.flatMap(({ forms }) => forms.map((form) => form.groups));
  if (groups.length === 0) return "No address can be made of its regular expression.";
  const keys = Object.keys(params);
  const isRightKind = groups.some(
    (names) =>
      names.length === keys.length &&
      (Array.isArray(params) || names.every((name) => keys.includes(name))),
  );
  if (isRightKind) return "A value is not what its place in the route takes.";
  const shown = groups.map((names) =>
    names.length === 0 ? "no values" : `{ ${names.join(", ")} }`,
  );
  return `It takes ${[...new Set(shown)].join(" or ")}.`;
}

function describe(params: ReverseParams): string {
  const shown = (value: unknown): string =>
    typeof value === "string" ? JSON.stringify(value) : String(value);
  return Array.isArray(params)
    ? `(${params.map(shown).join(", ")})`
    : `{ ${Object.entries(params)
        .map(([name, value]) => `${name}: ${shown(value)}`)
        .join(", ")} }`;
}

/**
 * The address of a name of the site. Names and values are checked at compile time when the project
 * registers its patterns (see {@link Register}).
 *
 * @throws NoReverseMatch when there is no such name, or the values do not fit.
 * @example
 * reverse("catalog:book", { id: 3 }); // "/catalog/book/3/"
 */
export const reverse = reverseName as RegisteredReverse; // Narrowed by what a project registers.

/** The address of a name, found when it is used as text: for places that are read before the patterns are. */
export function reverseLazy(
  name: string | RequestMatchFunction,
  params?: ReverseParams | null,
  options?: ReverseOptions,
): LazyUrl {
  return new LazyUrl(() => reverseName(name, params, options));
}

/** An address that is computed each time it is turned into text. */
export class LazyUrl {
  readonly #compute: () => string;

  constructor(compute: () => string) {
    this.#compute = compute;
  }

  toString(): string {
    return this.#compute();
  }

  toJSON(): string {
    return this.#compute();
  }
}
