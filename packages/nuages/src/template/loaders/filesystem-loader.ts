import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

import { ImproperlyConfigured } from "../../errors/index.ts";
import type { Origin } from "../source.ts";
import { SourceLoader } from "./loader.ts";

/** How {@link FilesystemLoader} reads. */
export interface FilesystemLoaderOptions {
  /** Encoding of the files. Default: utf-8. */
  readonly charset?: string;
}

const MISSING = new Set(["ENOENT", "ENOTDIR", "EISDIR", "ENAMETOOLONG"]);
const MAX_NAMES = 2_000;
/** Files that are listed as templates; others are found by their name alone. */
const TEMPLATE_FILE = /\.(?:html?|txt|xml|json|js|css|svg|md|email|eml|tpl|tmpl)$/i;

/** Loads templates from files below folders; never from outside of them. */
export class FilesystemLoader extends SourceLoader {
  readonly #folders: () => readonly string[];
  readonly #decoder: TextDecoder;

  /** @param folders Searched in this order; a function is asked each time. */
  constructor(
    folders: readonly string[] | (() => readonly string[]),
    { charset = "utf-8" }: FilesystemLoaderOptions = {},
  ) {
    super();
    this.#folders = typeof folders === "function" ? folders : () => folders;
    this.#decoder = decoderOf(charset);
  }

  *getTemplateSources(name: string): Generator<Origin, void> {
    for (const folder of this.#folders()) {
      const path = pathBelow(folder, name);
      if (path !== undefined) {
        yield { name: path, templateName: name, loaderName: "filesystem" };
      }
    }
  }

  getContents({ name }: Origin): string | undefined {
    try {
      return this.#decoder.decode(readFileSync(name));
    } catch (error) {
      if (isMissingFile(error)) return undefined;
      throw error;
    }
  }

  version({ name }: Origin): unknown {
    return statSync(name, { throwIfNoEntry: false })?.mtimeMs;
  }

  *names(): Generator<string, void> {
    let left = MAX_NAMES;
    for (const folder of this.#folders()) {
      for (const file of filesBelow(folder)) {
        if (left <= 0) return;
        if (!TEMPLATE_FILE.test(file)) continue;
        left -= 1;
        yield relative(folder, file).replaceAll(sep, "/");
      }
    }
  }
}

function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch (cause) {
    throw new ImproperlyConfigured(`"${charset}" is no encoding that templates can be read in.`, {
      hint: 'Set fileCharset to a name such as "utf-8" or "iso-8859-1".',
      cause,
    });
  }
}

function isMissingFile(error: unknown): boolean {
  return error instanceof Error && "code" in error && MISSING.has(String(error.code));
}

/** The path of a template, `undefined` when the name leads out of the folder. */
function pathBelow(folder: string, name: string): string | undefined {
  if (name === "" || name.includes("\0")) return undefined;
  const base = resolve(folder);
  const path = resolve(base, name);
  return path.startsWith(base.endsWith(sep) ? base : base + sep) ? path : undefined;
}

function* filesBelow(folder: string): Generator<string, void> {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}
