import { existsSync, readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";

import { apps, migrationFiles } from "../../apps/index.ts";
import * as db from "../../db/index.ts";
import * as i18n from "../../i18n/index.ts";
import * as datetime from "../../utils/datetime.ts";
import * as validation from "../../validation/index.ts";
import { RunTS } from "../operations/run-ts.ts";
import type { ImportPath, ImportPaths } from "./serialize.ts";

/** Where a function or class was found. */
interface Found extends Omit<ImportPath, "module"> {
  /** A package's module. */
  readonly specifier?: string;
  /** A file of the project. */
  readonly file?: string;
}

/** Modules of the framework that hold what models are declared with. `models` comes first. */
const FRAMEWORK = [
  { specifier: "nuages/db", module: { models: db.models } },
  { specifier: "nuages/db", module: db },
  { specifier: "nuages/validation", module: validation },
  { specifier: "nuages/i18n", module: i18n },
  { specifier: "nuages/utils/datetime", module: datetime },
];

/** Longest way through the project's imports. */
const MAX_FILES = 5_000;

/**
 * Knows by which import the functions and classes of the framework and of the apps can be had. Those of
 * the apps are what their `models.ts` exports, and the modules that these import, however far.
 */
export class ExportedCode {
  readonly #found = new Map<object, Found>();

  /** Knows what some modules export. */
  static of(
    modules: readonly { readonly specifier: string; readonly module: object }[],
  ): ExportedCode {
    const code = new ExportedCode();
    for (const { specifier, module } of modules) code.#collect({ specifier }, module);
    return code;
  }

  /**
   * Looks through the modules of the installed apps, for a migration in `folder`. They are loaded
   * already: nothing new runs. What another package exports is imported from that package.
   */
  static async ofApps(folder: string): Promise<ExportedCode> {
    const code = ExportedCode.of(FRAMEWORK);
    const { noop } = RunTS;
    code.#add(noop, {
      specifier: "nuages/migrations",
      exported: "migrations",
      member: "RunTS.noop",
    });
    const home = packageFile(folder);
    const files: string[] = [];
    for (const config of apps.getAppConfigs()) {
      const file = config.module("models");
      if (file === undefined) continue;
      const owner = packageFile(file);
      if (owner === home || owner === undefined) files.push(file);
      else await code.#collectEntries(owner, config.root);
    }
    await code.#collectImported(files);
    // Squashing refers to the functions of the migrations that it replaces.
    for (const { label } of apps.getAppConfigs())
      for (const file of migrationFiles(label).values()) code.#collect({ file }, await load(file));
    return code;
  }

  /** Modules of the project, and what they import, however far. */
  async #collectImported(files: string[]): Promise<void> {
    const seen = new Set<string>();
    for (let file = files.shift(); file !== undefined; file = files.shift()) {
      if (seen.has(file) || seen.size > MAX_FILES || !existsSync(file)) continue;
      seen.add(file);
      this.#collect({ file }, await load(file));
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith(".")) files.push(resolve(dirname(file), specifier));
        else await this.#collectPackage(specifier, file);
      }
    }
  }

  /** What a package that brings an app along exports out of the app's folder. */
  async #collectEntries(manifest: string, root: string): Promise<void> {
    const { name, exports = {} } = JSON.parse(readFileSync(manifest, "utf8")) as Manifest;
    const find = createRequire(manifest);
    for (const key of Object.keys(exports)) {
      if (!key.startsWith(".") || key.includes("*") || key.endsWith(".json")) continue;
      const specifier = `${name}${key.slice(1)}`;
      const file = resolved(find, specifier);
      if (file?.startsWith(`${root}${sep}`) === true)
        this.#collect({ specifier }, await load(file));
    }
  }

  /** The imports as a file in `folder` writes them. */
  seenFrom(folder: string): ImportPaths {
    return {
      find: (value) => {
        const found = this.#found.get(value);
        if (found === undefined) return undefined;
        const { file, specifier = "", exported, member } = found;
        const module = file === undefined ? specifier : fromFolder(folder, file);
        return { module, exported, ...(member === undefined ? {} : { member }) };
      },
    };
  }

  async #collectPackage(specifier: string, importer: string): Promise<void> {
    const module = await loadPackage(specifier, importer);
    if (module !== undefined) this.#collect({ specifier }, module);
  }

  #collect(place: Pick<Found, "specifier" | "file">, module: object): void {
    // What has a name of its own is imported by it, not as a part of something else.
    const entries = Object.entries(module).sort(
      ([a], [b]) => Number(a === "default") - Number(b === "default"),
    );
    for (const [exported, value] of entries) this.#add(value, { ...place, exported });
    for (const [exported, value] of entries) {
      for (const [member, inner] of membersOf(value))
        this.#add(inner, { ...place, exported, member });
    }
  }

  #add(value: unknown, found: Found): void {
    if (typeof value === "function" && !this.#found.has(value)) this.#found.set(value, found);
  }
}

/** Static methods of a class, functions of a namespace or of an object. */
function membersOf(value: unknown): [string, unknown][] {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return [];
  if (Object.prototype.toString.call(value) === "[object Module]") return Object.entries(value);
  return Object.entries(Object.getOwnPropertyDescriptors(value)).flatMap(
    ([name, { value: member }]): [string, unknown][] =>
      typeof member === "function" && name !== "prototype" && name !== "constructor"
        ? [[name, member as unknown]]
        : [],
  );
}

function fromFolder(folder: string, file: string): string {
  const path = relative(folder, file).split(sep).join("/");
  return path.startsWith(".") ? path : `./${path}`;
}

async function load(file: string): Promise<object> {
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as object;
}

/** The part of a `package.json` that says what can be imported. */
interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, unknown>>;
}

/** Path of the nearest `package.json` above a file or folder. */
function packageFile(path: string): string | undefined {
  for (let folder = path; ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) return undefined;
  }
}

/** What a package exports, as a file of the project sees it; undefined where that cannot be told. */
async function loadPackage(specifier: string, importer: string): Promise<object | undefined> {
  if (isBuiltin(specifier)) return (await import(/* @vite-ignore */ specifier)) as object;
  const file = resolved(createRequire(importer), specifier);
  return file === undefined ? undefined : load(file);
}

function resolved(find: NodeJS.Require, specifier: string): string | undefined {
  try {
    return find.resolve(specifier);
  } catch {
    // The package has nothing for `require`: what it exports has to be named by a module of the project.
    return undefined;
  }
}

const IMPORT = /^\s*(?:import|export)\s+(?!type\b)(?:[^;"']*?\bfrom\s*)?["']([^"'\n]+)["']/gmu;

/** What a source file imports at its top level. */
function importsOf(file: string): string[] {
  const found = [...readFileSync(file, "utf8").matchAll(IMPORT)];
  return [...new Set(found.flatMap(([, specifier]) => specifier ?? []))];
}
