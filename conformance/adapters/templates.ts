import { caches } from "nuages/cache";
import { readFileSync } from "node:fs";
import path from "node:path";

import { register as humanize } from "../../packages/nuages/src/contrib/humanize/templatetags/humanize.ts";
import { overrideSettings } from "nuages/conf";
import { QueryDict } from "nuages/http";
import {
  addCatalog,
  type CatalogMessage,
  defaultPluralRule,
  MessageCatalog,
  parsePluralForms,
} from "nuages/i18n";
import { SafeString, toHtml } from "nuages/utils/safestring";
import { type ContextData, Engine, MemoryLoader } from "nuages/template";

import type { Adapter, Outcome, Vector } from "../adapter.ts";
import { inEnvironment, isForeign, readText } from "../functions.ts";
import { outcomeOf, sameOutcome } from "../outcome.ts";
import { decode, type ReadSpecial, type Special } from "../values.ts";
import { urlconf } from "./urlconfs.ts";
import { vectorsFolder } from "../vectors-folder.ts";

/** An error that templates pass over, as an object that does not exist. */
class Silent extends Error {
  readonly silentVariableFailure = true;
}

class Noisy extends Error {
  override name = "Noisy";
}

/** What the objects of the vectors raise, by Python's name. */
function raise(name: string): never {
  if (name === "silent") throw new Silent();
  if (name === "noisy") throw new Noisy();
  throw Object.assign(new Error(name), { name });
}

interface Member {
  readonly returns?: unknown;
  readonly raises?: string;
  readonly args?: number;
  readonly optional_args?: number;
  readonly default?: unknown;
  readonly alters_data?: boolean;
  readonly do_not_call_in_templates?: boolean;
}

type Read = (value: unknown) => unknown;

function makeFunction(member: Member, read: Read): object {
  const answer = (): unknown =>
    member.raises === undefined ? read(member.returns) : raise(member.raises);
  let made: (...args: unknown[]) => unknown = answer;
  if (member.args !== undefined) made = (value: unknown) => value;
  else if (member.optional_args !== undefined) made = (value = read(member.default)) => value;
  return Object.assign(made, {
    ...(member.alters_data === true ? { altersData: true } : {}),
    ...(member.do_not_call_in_templates === true ? { doNotCallInTemplates: true } : {}),
  });
}

/** An object with item access: a map that answers its own keys, and raises for others where asked. */
function makeItems(tagged: Special, read: Read): object {
  const items = (tagged.items ?? {}) as Record<string, unknown>;
  const error = typeof tagged.item_error === "string" ? tagged.item_error : "KeyError";
  return class extends Map<string, unknown> {
    override has(key: string): boolean {
      return Object.hasOwn(items, key) || error === "silent";
    }
    override get(key: string): unknown {
      if (Object.hasOwn(items, key)) return read(items[key]);
      return error === "silent" ? raise(error) : undefined;
    }
  };
}

function makeObject(tagged: Special, read: Read): unknown {
  const base = (
    tagged.items === undefined ? class {} : makeItems(tagged, read)
  ) as new () => object;
  const made = class extends base {};
  const define = (owner: object, key: PropertyKey, descriptor: PropertyDescriptor): void => {
    Object.defineProperty(owner, key, { configurable: true, ...descriptor });
  };
  for (const [name, member] of Object.entries((tagged.methods ?? {}) as Record<string, Member>)) {
    define(made.prototype, name, { value: makeFunction(member, read), writable: true });
  }
  for (const [name, member] of Object.entries(
    (tagged.properties ?? {}) as Record<string, Member>,
  )) {
    define(made.prototype, name, {
      get: () => (member.raises === undefined ? read(member.returns) : raise(member.raises)),
    });
  }
  const { str, iter, len, call } = tagged;
  let object: object = new made();
  if (call !== undefined) {
    object = makeFunction({ ...(call as Member), ...(tagged as Member) }, read);
  }
  if (str !== undefined) define(object, "toString", { value: () => String(read(str)) });
  if (read(str) instanceof SafeString) define(object, toHtml, { value: () => String(read(str)) });
  if (iter !== undefined) {
    define(made.prototype, Symbol.iterator, {
      value: () => (read(iter) as unknown[])[Symbol.iterator](),
    });
  }
  if (len !== undefined) define(made.prototype, "length", { get: () => len });
  for (const [name, value] of Object.entries((tagged.attrs ?? {}) as Record<string, unknown>)) {
    define(object, name, { value: read(value), enumerable: true, writable: true });
  }
  return object;
}

const readSpecial: ReadSpecial = (tagged, read) => {
  switch (tagged.$) {
    case "querydict":
      return new QueryDict(String(tagged.v));
    case "request":
      return {
        method: tagged.method,
        path: tagged.path,
        GET: new QueryDict(String(tagged.query ?? "")),
      };
    case "object":
      return makeObject(tagged, read);
    default:
      return readText(tagged, read);
  }
};

/** A number of JavaScript has no ".0": the number of ours that keeps it is a Decimal. */
function keepPoints(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keepPoints);
  if (typeof value !== "object" || value === null) return value;
  const { $: tag, v: text } = value as { $?: unknown; v?: unknown };
  if (tag === "float" && /^-?\d+\.0$/.test(String(text))) return { $: "decimal", v: text };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, keepPoints(item)]));
}

type CatalogRow = readonly [context: string | null, id: string, form: number | null, text: string];
interface CatalogFixture {
  readonly plural_forms: string;
  readonly messages: readonly CatalogRow[];
}

let fixtures: Record<string, Record<string, CatalogFixture>> | undefined;

function catalogFixtures(): Record<string, Record<string, CatalogFixture>> {
  fixtures ??= JSON.parse(
    readFileSync(path.join(vectorsFolder(), "fixtures_catalogs.json"), "utf8"),
  ) as Record<string, Record<string, CatalogFixture>>;
  return fixtures;
}

function catalogOf({ plural_forms, messages }: CatalogFixture): MessageCatalog {
  const entries = new Map<string, { context: string | undefined; id: string; texts: string[] }>();
  for (const [context, id, form, text] of messages) {
    const key = JSON.stringify([context, id]);
    const entry = entries.get(key) ?? { context: context ?? undefined, id, texts: [] };
    entry.texts[form ?? 0] = text;
    entries.set(key, entry);
  }
  const list: CatalogMessage[] = [...entries.values()];
  return new MessageCatalog(
    list,
    plural_forms === "" ? defaultPluralRule : parsePluralForms(plural_forms),
  );
}

function addCatalogs(vector: Vector): Disposable {
  const stack = new DisposableStack();
  for (const name of (vector.catalogs ?? []) as string[]) {
    for (const [language, fixture] of Object.entries(catalogFixtures()[name] ?? {})) {
      stack.use(addCatalog(language, catalogOf(fixture)));
    }
  }
  return stack;
}

function makeEngine(vector: Vector): Engine {
  const hasHumanize = (vector.libraries as string[]).includes("humanize");
  const libraries = new Map(hasHumanize ? [["humanize", humanize]] : []);
  return new Engine({
    loaders: [new MemoryLoader(vector.templates as Record<string, string>)],
    autoescape: vector.autoescape === true,
    stringIfInvalid: String(vector.string_if_invalid),
    debug: vector.debug === true,
    libraries,
  });
}

async function render(vector: Vector): Promise<Outcome> {
  const engine = makeEngine(vector);
  const data = decode(keepPoints(vector.context), readSpecial) as ContextData;
  const request =
    vector.request_context === undefined ? undefined : decode(vector.request_context, readSpecial);
  const template = engine.getTemplate(String(vector.main));
  const context = await engine.contextFor(data, request as never);
  if (typeof vector.use_l10n === "boolean") context.useL10n = vector.use_l10n;
  if (typeof vector.use_tz === "boolean") context.useTz = vector.use_tz;
  return { output: await template.render(context) };
}

const TRANSLATING_FILTERS =
  /^(?:date|time|timesince|timeuntil|filesizeformat|yesno|naturaltime|naturalday|ordinal|intword|apnumber|language_name_translated)$/;

/** Vectors whose answer needs a text of Django's own catalogs. */
function needsTranslation(vector: Vector): boolean {
  if (!isForeign(vector) || vector.catalogs !== undefined) return false;
  const tags = vector.tags as string[];
  const filters = vector.filters as string[];
  const source = JSON.stringify(vector.templates);
  return (
    tags.some((tag) => /^(?:block)?trans(?:late)?$|^now$|language/.test(tag)) ||
    filters.some((filter) => TRANSLATING_FILTERS.test(filter)) ||
    /_\(|humanize/.test(source) ||
    /"\$":"(?:date|datetime|time)"/.test(JSON.stringify(vector.context))
  );
}

export const adapter: Adapter = {
  areas: ["templates_grid", "templates_suite", "templates_objects"],
  part: (vector) => (needsTranslation(vector) ? "translated" : undefined),
  async run(vector) {
    using _catalogs = addCatalogs(vector);
    using _debug = overrideSettings({
      debug: vector.debug === true,
      ...(typeof vector.urlconf === "string" ? { rootUrlconf: urlconf(vector.urlconf) } : {}),
    });
    await caches.get().clear();
    return await inEnvironment(vector, async () => {
      try {
        return await render(vector);
      } catch (error) {
        return outcomeOf(error);
      }
    });
  },
  matches: ({ expect }, outcome) => sameOutcome(expect, outcome),
};
