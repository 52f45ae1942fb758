import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { closeMatches } from "../errors/index.ts";
import { showPath } from "./show-path.ts";

/** Why a module could not be imported, for a person. */
export interface ImportFailure {
  /** One sentence without its full stop: what is wrong. */
  readonly what: string;
  /** `file:line:column` as far as known, seen from the folder where the command runs. */
  readonly where: string | undefined;
  /** How to mend it, in whole sentences. */
  readonly hint: string;
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number | undefined;
}

/** Explains an error that `import()` threw: syntax, a missing module, a circle of modules, or code that throws. */
export function explainImportError(error: unknown): ImportFailure {
  if (!(error instanceof Error)) {
    return {
      what: `it throws ${typeof error}, not an error`,
      where: undefined,
      hint: "Throw an Error, so that the place is known.",
    };
  }
  const code = "code" in error ? error.code : undefined;
  if (code === "ERR_MODULE_NOT_FOUND") return missingModule(error);
  if (error.name === "SyntaxError") return syntaxError(error, code);
  const accessed = /^Cannot access '(.+)' before initialization$/u.exec(error.message)?.[1];
  if (error.name === "ReferenceError" && accessed !== undefined) return circle(error, accessed);
  const [message = ""] = error.message.split("\n");
  return {
    what: `it throws ${error.name}: ${message.replace(/\.$/u, "")}`,
    where: format(firstFrame(error)),
    hint: "Mend the code at that place.",
  };
}

/** Whether an error says that a module cannot be loaded: its syntax, an import, a circle; not that its code threw. */
export function isImportError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const hasPlace = /^(?:file:\/\/)?\/[^\n]*:\d+\n/u.test(error.stack ?? "");
  return (
    ("code" in error && error.code === "ERR_MODULE_NOT_FOUND") ||
    (error.name === "SyntaxError" && hasPlace) ||
    (error.name === "ReferenceError" && error.message.endsWith(" before initialization"))
  );
}

function syntaxError(error: Error, code: unknown): ImportFailure {
  const at = /^(?:file:\/\/)?(\/[^\n]*):(\d+)\n/u.exec(error.stack ?? "");
  const where = format(
    at === null ? undefined : { file: toPath(at[1] ?? ""), line: Number(at[2]), column: undefined },
  );
  const isMissingExport = error.message.includes("does not provide an export named");
  const [message = ""] = error.message.split("\n");
  const what = isMissingExport ? lowerFirst(message) : `it has a syntax error: ${message}`;
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") {
    return {
      what,
      where,
      hint: "Node strips types and nothing else: write no enums, namespaces, decorators or parameter properties.",
    };
  }
  const hint = isMissingExport
    ? "Export that name there, import the right one, or write `import type` for a type."
    : "Mend the syntax at that place; `npx tsc --noEmit` finds all such places.";
  return { what, where, hint };
}

function missingModule(error: Error): ImportFailure {
  const [, kind = "", wanted = "", importer = ""] =
    /^Cannot find (module|package) '([^']+)' imported from (.+)$/u.exec(error.message) ?? [];
  const from = importer === "" ? undefined : importLine(toPath(importer), wanted);
  if (kind === "package") {
    return {
      what: `the package "${wanted}" is not installed`,
      where: format(from),
      hint: `Run: npm install ${wanted}`,
    };
  }
  const file = toPath(wanted);
  const near = existsSync(dirname(file))
    ? closeMatches(basename(file), readdirSync(dirname(file)))
    : [];
  const suggestion = near.length > 0 ? `Did you mean "${near[0]}"? ` : "";
  const extension = /\.[a-z]+$/u.test(file)
    ? ""
    : "Imports name the file with its ending, such as .ts. ";
  return {
    what: `${showPath(file)}, which it imports, does not exist`,
    where: format(from),
    hint: `${suggestion}${extension}Create the file or correct the import.`,
  };
}

/** The line of `importer` that imports a file of that name. */
function importLine(importer: string, wanted: string): Place | undefined {
  if (!existsSync(importer)) return undefined;
  const lines = readFileSync(importer, "utf8").split("\n");
  const index = lines.findIndex((line) => line.includes(basename(wanted)));
  return { file: importer, line: index + 1 || 1, column: undefined };
}

function circle(error: Error, name: string): ImportFailure {
  const place = firstFrame(error);
  const path = place === undefined ? undefined : findImportCircle(place.file, name);
  const what = `the class or constant ${name} is used before its module has run`;
  if (path === undefined) {
    return {
      what,
      where: format(place),
      hint: `Move ${name} above the code that uses it.`,
    };
  }
  return {
    what: `${what}: the modules import each other in a circle, ${path.map(showPath).join(" → ")}`,
    where: format(place),
    hint:
      "Relations are safe as functions, such as () => " +
      `${name}. A base class belongs in a file of its own that imports none of these files.`,
  };
}

/** The shortest way of static imports that leads from `file` through where `name` comes from back to `file`. */
export function findImportCircle(file: string, name?: string): string[] | undefined {
  const first = importsOf(file).filter(({ names }) => name === undefined || names.includes(name));
  const queue = first.map(({ target }) => [file, target]);
  const seen = new Set<string>();
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const last = path.at(-1) ?? file;
    if (last === file) return path;
    if (seen.has(last)) continue;
    seen.add(last);
    queue.push(...importsOf(last).map(({ target }) => [...(path ?? []), target]));
  }
  return undefined;
}

interface StaticImport {
  readonly names: string;
  readonly target: string;
}

function importsOf(file: string): StaticImport[] {
  if (!existsSync(file)) return [];
  const statement = /^[ \t]*(?:import|export)\b([^;'"]*)["'](\.[^"'\n]+)["']/gmu;
  return [...readFileSync(file, "utf8").matchAll(statement)]
    .filter(([, names = ""]) => !/^\s*type\b/u.test(names))
    .map(([, names = "", specifier = ""]) => ({
      names,
      target: resolve(dirname(file), specifier),
    }));
}

/** The first place of the stack that is code of the project. */
function firstFrame(error: Error): Place | undefined {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s*at /u.test(line));
  const places = frames.flatMap((line): Place[] => {
    const [, path = "", row, column] =
      /\(?((?:file:\/\/)?\/[^()]*):(\d+):(\d+)\)?$/u.exec(line) ?? [];
    return path === "" ? [] : [{ file: toPath(path), line: Number(row), column: Number(column) }];
  });
  return places.find(({ file }) => !file.includes("/node_modules/") && !isOwn(file)) ?? places[0];
}

const ownSources = fileURLToPath(new URL("../", import.meta.url));

function isOwn(file: string): boolean {
  return file.startsWith(ownSources) && !file.includes("/fixtures/") && !file.endsWith(".test.ts");
}

function toPath(path: string): string {
  return path.startsWith("file:") ? fileURLToPath(path) : path;
}

function format(place: Place | undefined): string | undefined {
  if (place === undefined) return undefined;
  const column = place.column === undefined ? "" : `:${place.column}`;
  return `${showPath(place.file)}:${place.line}${column}`;
}

function lowerFirst(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}
