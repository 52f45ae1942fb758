import { ImproperlyConfigured } from "../errors/index.ts";
import type { HttpRequest } from "../http/index.ts";
import { settingOrDefault } from "../conf/index.ts";
import { Context, type ContextData } from "./context.ts";
import { type ContextProcessor, csrf } from "./context-processors.ts";
import { defaultLibraries, builtinLibraries } from "./default-libraries.ts";
import { TemplateDoesNotExist, type TriedOrigin } from "./errors.ts";
import { Library } from "./library.ts";
import { LibraryRegistry } from "./library-registry.ts";
import { appTemplateFolders, installedLibraries } from "./installed-apps.ts";
import { CachedLoader } from "./loaders/cached-loader.ts";
import { FilesystemLoader } from "./loaders/filesystem-loader.ts";
import type { LoadedTemplate, TemplateLoader } from "./loaders/loader.ts";
import { SafeString } from "../utils/safestring.ts";
import { Template } from "./template.ts";

/** How an {@link Engine} works. Django: the options of a backend in `TEMPLATES`. */
export interface EngineOptions {
  /** Alias among several engines. Default: `nuages`. */
  readonly name?: string;
  /** Folders with templates, searched in this order. */
  readonly dirs?: readonly string[];
  /** Search `templates/` of each installed app too. Default: false. */
  readonly appDirs?: boolean;
  /** Where templates come from; replaces `dirs` and `appDirs`. Wrap them in a `CachedLoader` to keep what they load. */
  readonly loaders?: readonly TemplateLoader[];
  /** Functions that add values to what is rendered for a request. */
  readonly contextProcessors?: readonly ContextProcessor[];
  /** Tag libraries by the name for `{% load %}`; they win over those of apps. */
  readonly libraries?: Readonly<Record<string, Library>> | ReadonlyMap<string, Library>;
  /** Tag libraries that need no `{% load %}`. */
  readonly builtins?: readonly Library[];
  /** Printed for what does not resolve; `%s` in it is the variable. Default: nothing. */
  readonly stringIfInvalid?: string;
  /** Escape what is printed. Default: true. */
  readonly autoescape?: boolean;
  /** Look for changed files, and tell more about mistakes. Default: `settings.debug`. */
  readonly debug?: boolean;
  /** Encoding of template files. Default: utf-8. */
  readonly fileCharset?: string;
}

/** A template, and the name of the fragment of it that is meant. */
export interface ResolvedTemplate {
  readonly template: Template;
  readonly fragment: string | undefined;
}

const MAX_RESOLVED = 5_000;
const noTemplates: readonly Template[] = [];

/** A set of templates with its tags, filters and loaders. Django: `Engine`. */
export class Engine {
  readonly name: string;
  readonly debug: boolean;
  readonly autoescape: boolean;
  readonly stringIfInvalid: string;
  readonly contextProcessors: readonly ContextProcessor[];
  readonly builtins: readonly Library[];
  readonly loader: TemplateLoader;
  readonly #options: EngineOptions;
  /** What names were found to mean; empty while changes are looked for. */
  readonly #resolved = new Map<string, ResolvedTemplate>();
  #libraries: LibraryRegistry | undefined;

  constructor(options: EngineOptions = {}) {
    const { dirs = [], appDirs = false, loaders, fileCharset = "utf-8" } = options;
    if (loaders !== undefined && appDirs) {
      throw new ImproperlyConfigured("An engine got both appDirs and loaders.", {
        hint: "Leave appDirs out and list an AppDirectoriesLoader among the loaders.",
      });
    }
    this.name = options.name ?? "nuages";
    this.debug = options.debug ?? settingOrDefault("debug");
    this.autoescape = options.autoescape ?? true;
    this.stringIfInvalid = options.stringIfInvalid ?? "";
    this.contextProcessors = [csrf, ...(options.contextProcessors ?? [])];
    this.builtins = [
      ...builtinLibraries,
      ...(options.builtins ?? []).map((library, index) => asLibrary(library, `builtins[${index}]`)),
    ];
    this.#options = options;
    const folders = (): readonly string[] => (appDirs ? [...dirs, ...appTemplateFolders()] : dirs);
    this.loader = new CachedLoader(
      loaders ?? [new FilesystemLoader(folders, { charset: fileCharset })],
      { checkForChanges: this.debug },
    );
  }

  /** Tag libraries by the name that `{% load %}` uses. */
  get libraries(): LibraryRegistry {
    this.#libraries ??= this.#collectLibraries();
    return this.#libraries;
  }

  #collectLibraries(): LibraryRegistry {
    const { appDirs = false, libraries = {} } = this.#options;
    const registry = new LibraryRegistry();
    const own = libraries instanceof Map ? libraries : Object.entries(libraries);
    for (const [name, library] of defaultLibraries) registry.add(name, library);
    if (appDirs) for (const [name, load] of installedLibraries()) registry.add(name, load);
    for (const [name, library] of own) registry.add(name, asLibrary(library, `libraries.${name}`));
    return registry;
  }

  /** A template of a text. @throws TemplateSyntaxError at the first mistake. */
  fromString(text: string): Template {
    return new Template(text, this);
  }

  /**
   * The template of that name; `name#fragment` renders only what `{% partialdef fragment %}` defines.
   *
   * @throws TemplateDoesNotExist with every place that was tried and the nearest names.
   * @throws TemplateSyntaxError when it has a mistake.
   */
  getTemplate(name: string): Template | TemplateFragment {
    return fragmentOf(this.resolve(name));
  }

  /** The first template of `names` that exists. @throws TemplateDoesNotExist when none does. */
  selectTemplate(names: readonly string[]): Template | TemplateFragment {
    return fragmentOf(this.resolve(names));
  }

  /** Finds and renders a template. */
  async renderToString(
    name: string | readonly string[],
    data: ContextData | Context = {},
    { request }: { readonly request?: HttpRequest | undefined } = {},
  ): Promise<string> {
    const found = typeof name === "string" ? this.getTemplate(name) : this.selectTemplate(name);
    return await found.render(data, { request });
  }

  /** Forgets the templates that were loaded. */
  reset(): void {
    this.#libraries = undefined;
    this.#resolved.clear();
    this.loader.reset?.();
  }

  /** What a tag names: a template, the name of one, or a list of names. @internal */
  resolve(target: unknown, skip: readonly Template[] = noTemplates): ResolvedTemplate {
    const key =
      typeof target === "string" || target instanceof SafeString ? target.toString() : undefined;
    if (key === undefined || skip.length > 0 || this.debug) return this.#resolve(target, skip);
    let found = this.#resolved.get(key);
    if (found === undefined) {
      found = this.#resolve(target, skip);
      // Names may come from data: the cache has a bound.
      if (this.#resolved.size >= MAX_RESOLVED) this.#resolved.clear();
      this.#resolved.set(key, found);
    }
    return found;
  }

  #resolve(target: unknown, skip: readonly Template[]): ResolvedTemplate {
    if (target instanceof Template) return { template: target, fragment: undefined };
    if (target instanceof TemplateFragment) return target;
    const names = (Array.isArray(target) ? target : [target]).map(String);
    const failures: TemplateDoesNotExist[] = [];
    for (const name of names) {
      const [path, fragment] = splitFragment(name);
      const found = this.#find(path, skip);
      if ("tried" in found) failures.push(this.#missing(name, found.tried, names.length === 1));
      else if (fragment === undefined || found.template.partialNames.includes(fragment)) {
        return { template: found.template, fragment };
      } else
        failures.push(
          new TemplateDoesNotExist(name, {
            known: found.template.partialNames.map((known) => `${path}#${known}`),
            backend: this.name,
          }),
        );
    }
    const [only] = failures;
    if (only !== undefined && failures.length === 1) throw only;
    throw new TemplateDoesNotExist(names.join(", "), { chain: failures, backend: this.name });
  }

  #find(
    name: string,
    skip: readonly Template[],
  ): { readonly template: Template } | { readonly tried: readonly TriedOrigin[] } {
    const skipped = new Set(skip.map(({ origin }) => origin.name));
    const tried: TriedOrigin[] = [];
    const make = ({ text, origin }: LoadedTemplate): Template =>
      new Template(text, this, { origin });
    const template = this.loader.find(name, { skipped, tried, make });
    return template instanceof Template ? { template } : { tried };
  }

  #missing(name: string, tried: readonly TriedOrigin[], suggest: boolean): TemplateDoesNotExist {
    const known = suggest ? [...(this.loader.names?.() ?? [])] : [];
    return new TemplateDoesNotExist(name, { tried, known, backend: this.name });
  }

  /** A context of this engine over `data`. @internal */
  contextOf(data: ContextData): Context {
    return new Context(data, { autoescape: this.autoescape });
  }

  /** The context for a request: the processors' values below those of `data`. @internal */
  contextFor(
    data: ContextData | Context,
    request: HttpRequest | undefined,
  ): Context | Promise<Context> {
    if (request === undefined) return data instanceof Context ? data : this.contextOf(data);
    return this.#contextForRequest(data, request);
  }

  async #contextForRequest(data: ContextData | Context, request: HttpRequest): Promise<Context> {
    const context = this.contextOf({ request });
    for (const processor of this.contextProcessors) {
      for (const [name, value] of Object.entries(await processor(request)))
        context.set(name, value);
    }
    if (data instanceof Context) {
      context.autoescape = data.autoescape;
      context.useL10n = data.useL10n;
      context.useTz = data.useTz;
    }
    context.update(data);
    return context;
  }
}

/** @throws ImproperlyConfigured for anything but a library, such as the path of its module */
function asLibrary(value: unknown, option: string): Library {
  if (value instanceof Library) return value;
  const got = typeof value === "string" ? JSON.stringify(value) : `a value of type ${typeof value}`;
  throw new ImproperlyConfigured(`The option ${option} of the templates is no Library: ${got}.`, {
    hint: "Import the library and give it itself; files in templatetags/ of apps are found by name.",
  });
}

function splitFragment(name: string): [string, string | undefined] {
  const at = name.indexOf("#");
  return at < 0 ? [name, undefined] : [name.slice(0, at), name.slice(at + 1)];
}

function fragmentOf({ template, fragment }: ResolvedTemplate): Template | TemplateFragment {
  return fragment === undefined ? template : new TemplateFragment(template, fragment);
}

/** One `{% partialdef %}` of a template, rendered by itself. Django: `PartialTemplate`. */
export class TemplateFragment {
  readonly template: Template;
  readonly fragment: string;

  constructor(template: Template, fragment: string) {
    this.template = template;
    this.fragment = fragment;
  }

  get name(): string {
    return `${this.template.name ?? ""}#${this.fragment}`;
  }

  /** {@link Template.render} for the fragment. */
  async render(
    data: ContextData | Context = {},
    { request }: { readonly request?: HttpRequest | undefined } = {},
  ): Promise<string> {
    const context = await this.template.engine.contextFor(data, request);
    return this.template.renderFragment(context, this.fragment);
  }
}
