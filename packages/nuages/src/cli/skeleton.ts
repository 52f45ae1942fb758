import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { showPath } from "../utils/show-path.ts";
import { CommandError } from "./errors.ts";

/** What the files of a skeleton are filled with, by placeholder. */
export type SkeletonContext = Readonly<Record<string, string>>;

/** Options of {@link renderSkeleton}. */
export interface RenderOptions {
  readonly target: string;
  readonly context: SkeletonContext;
}

const skeletons = fileURLToPath(new URL("./skeletons/", import.meta.url));

/** Files whose real name no package may carry. */
const hiddenNames = new Map([
  ["gitignore", ".gitignore"],
  ["env.example", ".env.example"],
]);

/**
 * Writes the files of a skeleton below `target`, with the placeholders filled.
 *
 * @throws CommandError when one of the files is there already; nothing is written then
 */
export function renderSkeleton(name: "project" | "app", options: RenderOptions): string[] {
  const { target, context } = options;
  const source = join(skeletons, name);
  const files = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const plan = files.map((file) => ({
    text: fill(readFileSync(file, "utf8"), context),
    path: join(target, targetName(relative(source, file), context)),
  }));
  const taken = plan.find(({ path }) => existsSync(path));
  if (taken !== undefined) {
    throw new CommandError(`${showPath(taken.path)} already exists.`, {
      hint: "Overlaying a project or app into an existing directory won't replace conflicting files.",
    });
  }
  for (const { path, text } of plan) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return plan.map(({ path }) => path);
}

function targetName(path: string, context: SkeletonContext): string {
  const parts = path.replace(/\.tpl$/u, "").split(sep);
  return parts.map((part) => hiddenNames.get(part) ?? context[part] ?? part).join(sep);
}

function fill(text: string, context: SkeletonContext): string {
  return text.replaceAll(/\{\{ (\w+) \}\}/gu, (whole, name: string) => context[name] ?? whole);
}

/**
 * Refuses names that cannot be those of a project or an app.
 *
 * @throws CommandError that says why
 */
export function requireName(name: string, kind: "project" | "app"): void {
  if (!/^[a-z_]\w*$/iu.test(name)) {
    throw new CommandError(`'${name}' is not a valid ${kind} name.`, {
      hint: "Please make sure the name is a valid identifier: letters, digits and underscores, no digit first.",
    });
  }
  if (keywords.has(name)) {
    throw new CommandError(`'${name}' is not a valid ${kind} name: it is a word of the language.`, {
      hint: "Please try another name.",
    });
  }
  if (reserved.has(name) || builtinModules.includes(name)) {
    throw new CommandError(
      `'${name}' conflicts with the name of an existing module and cannot be used as ${article(kind)} name.`,
      { hint: "Please try another name." },
    );
  }
}

/** Words that no variable can be named: the settings import an app under its name. */
const keywords = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends " +
    "false finally for function if implements import in instanceof interface let new null package " +
    "private protected public return static super switch this throw true try typeof undefined var void " +
    "while with yield arguments eval"
  ).split(" "),
);
const reserved = new Set(["nuages", "node_modules"]);

function article(kind: "project" | "app"): string {
  return kind === "app" ? "an app" : "a project";
}
