import {
  type SettingChanged,
  settingChanged,
  settingOrDefault,
  type TemplateSettings,
} from "../conf/index.ts";
import { didYouMean, ImproperlyConfigured } from "../errors/index.ts";
import type { HttpRequest } from "../http/index.ts";
import type { Context, ContextData } from "./context.ts";
import { Engine } from "./engine.ts";
import { TemplateDoesNotExist } from "./errors.ts";
import type { Library } from "./library.ts";
import type { TemplateLoader } from "./loaders/loader.ts";

/** A template of any engine. */
export interface RenderableTemplate {
  /** The output for the values of `data`; for a request also those of the context processors. */
  render(
    data?: ContextData | Context,
    options?: { readonly request?: HttpRequest | undefined },
  ): string | Promise<string>;
}

/** A template engine, as the setting `templates` lists them. Django: `BaseEngine`. */
export interface TemplateBackend {
  /** Alias of the engine. */
  readonly name: string;
  /** A template of a text. */
  fromString(text: string): RenderableTemplate;
  /** @throws TemplateDoesNotExist when it has none of that name. */
  getTemplate(name: string): RenderableTemplate;
  /** Forgets the templates that were loaded. */
  reset?(): void;
}

/** Makes an engine of its entry in the setting `templates`. */
export type TemplateBackendClass = new (settings: TemplateSettings) => TemplateBackend;

declare module "../conf/settings.ts" {
  interface SettingValues {
    templateBackend: TemplateBackendClass;
    templateLibrary: Library;
    templateLoader: TemplateLoader;
  }
}

function makeBackend(entry: TemplateSettings): TemplateBackend {
  const { backend = "nuages", name, dirs = [], appDirs = false, options = {} } = entry;
  if (backend !== "nuages") return new backend(entry);
  return new Engine({ ...options, ...(name === undefined ? {} : { name }), dirs, appDirs });
}

/** The engines of the setting `templates`, in their order. Django: `engines`. */
class Engines {
  #all: ReadonlyMap<string, TemplateBackend> | undefined;

  /** All engines. @throws ImproperlyConfigured when two have one name. */
  all(): readonly TemplateBackend[] {
    return [...this.#load().values()];
  }

  /** The engine of that name. @throws ImproperlyConfigured when there is none. */
  get(name: string): TemplateBackend {
    const engines = this.#load();
    const engine = engines.get(name);
    if (engine !== undefined) return engine;
    throw new ImproperlyConfigured(`settings.templates has no engine named "${name}".`, {
      hint: didYouMean(name, engines.keys(), { label: "Engines" }),
    });
  }

  /** Forgets the engines: they are made again from the settings. */
  reset(): void {
    this.#all = undefined;
  }

  #load(): ReadonlyMap<string, TemplateBackend> {
    if (this.#all !== undefined) return this.#all;
    const found = new Map<string, TemplateBackend>();
    for (const entry of settingOrDefault("templates")) {
      const engine = makeBackend(entry);
      if (found.has(engine.name)) {
        throw new ImproperlyConfigured(
          `settings.templates has two engines named "${engine.name}".`,
          { hint: "Give each entry a name of its own." },
        );
      }
      found.set(engine.name, engine);
    }
    this.#all = found;
    return found;
  }
}

/** The template engines of the site. */
export const engines = new Engines();

const DEPENDENCIES = new Set(["templates", "installedApps", "debug"]);

settingChanged.connect(forgetEngines);

function forgetEngines({ setting }: SettingChanged): void {
  if (DEPENDENCIES.has(setting)) engines.reset();
}

/** Which engine is asked. */
export interface EngineChoice {
  /** Name of the engine. Default: each in turn. */
  readonly using?: string | undefined;
}

function candidates(using: string | undefined): readonly TemplateBackend[] {
  return using === undefined ? engines.all() : [engines.get(using)];
}

/**
 * The template of that name, of the first engine that has it; `name#fragment` is one `{% partialdef %}`.
 *
 * @throws TemplateDoesNotExist with every place that was tried and the nearest names.
 * @throws TemplateSyntaxError when it has a mistake.
 */
export function getTemplate(name: string, { using }: EngineChoice = {}): RenderableTemplate {
  const failures: TemplateDoesNotExist[] = [];
  for (const engine of candidates(using)) {
    try {
      return engine.getTemplate(name);
    } catch (error) {
      if (!(error instanceof TemplateDoesNotExist)) throw error;
      failures.push(error);
    }
  }
  const [first] = failures;
  if (first !== undefined && failures.length === 1) throw first;
  throw new TemplateDoesNotExist(name, { chain: failures });
}

/** The first template of `names` that exists. @throws TemplateDoesNotExist when none does. */
export function selectTemplate(
  names: readonly string[],
  { using }: EngineChoice = {},
): RenderableTemplate {
  if (names.length === 0) throw new TemplateDoesNotExist("(no names given)");
  const failures: TemplateDoesNotExist[] = [];
  for (const name of names) {
    try {
      return getTemplate(name, { using });
    } catch (error) {
      if (!(error instanceof TemplateDoesNotExist)) throw error;
      failures.push(error);
    }
  }
  throw new TemplateDoesNotExist(names.join(", "), { chain: failures });
}

/** How {@link renderToString} finds and renders. */
export interface RenderToStringOptions extends EngineChoice {
  /** The request that is answered: context processors add their values for it. */
  readonly request?: HttpRequest | undefined;
}

/**
 * Renders the template of that name, or the first of several names that exists.
 *
 * @example
 * await renderToString("catalog/book.html", { book }, { request });
 */
export async function renderToString(
  name: string | readonly string[],
  data: ContextData = {},
  { request, using }: RenderToStringOptions = {},
): Promise<string> {
  const template =
    typeof name === "string" ? getTemplate(name, { using }) : selectTemplate(name, { using });
  return await template.render(data, { request });
}
