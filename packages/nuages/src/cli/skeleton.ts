import { randomInt } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, extname, join, resolve } from "node:path";

import { showPath } from "../utils/show-path.ts";
import type { ArgumentSpecs, OptionsOf } from "./arguments.ts";
import { CommandError } from "./errors.ts";
import {
  ownProjectSkeleton,
  ownSkeleton,
  type OwnSkeleton,
  skeletonAt,
  type SkeletonFile,
} from "./skeleton-source.ts";

/** What the files of a skeleton are filled with, by placeholder. */
export type SkeletonContext = Readonly<Record<string, string>>;

/** The arguments that `startproject` and `startapp` share. */
export const skeletonArguments = {
  directory: {
    positional: true,
    optional: true,
    help: "Folder to put it in; made if it is missing. Default: a new one of that name.",
  },
  template: {
    metavar: "SOURCE",
    help: "A folder, a zip or tar archive, or its address, in place of our own skeleton.",
  },
  extensions: {
    flags: ["-e", "--extension"],
    multiple: true,
    metavar: "ENDING",
    help: "Endings of the files whose placeholders are filled, such as ts,md. Default: ts.",
  },
  files: {
    flags: ["-n", "--name"],
    multiple: true,
    metavar: "FILE",
    help: "Names of more files whose placeholders are filled.",
  },
  exclude: {
    flags: ["-x", "--exclude"],
    multiple: true,
    metavar: "FOLDER",
    help: "Names of folders to leave out.",
  },
} as const satisfies ArgumentSpecs;

/** Values of {@link skeletonArguments}. */
export type SkeletonOptions = OptionsOf<typeof skeletonArguments>;

/** What is made of a skeleton. */
export interface Plan {
  readonly kind: "project" | "app";
  readonly name: string;
  readonly context: SkeletonContext;
}

/**
 * Makes a project or an app of a skeleton; gives its folder.
 *
 * @throws CommandError when the folder or one of the files is there already; nothing is written then
 */
export async function makeFromSkeleton(
  { kind, name, context }: Plan,
  options: SkeletonOptions,
): Promise<string> {
  const { directory, template, exclude } = options;
  const target = resolve(directory ?? name);
  if (directory === undefined && existsSync(target)) {
    throw new CommandError(`'${showPath(target)}' already exists.`, {
      hint: `Choose another name, or name an empty folder: start${kind} ${name} FOLDER.`,
    });
  }
  const own = ownSkeletonOf(kind, template);
  const files = own === undefined ? await skeletonAt(template ?? "", exclude) : ownSkeleton(own);
  const fill = own === undefined ? await templateEngine() : fillPlaceholders;
  await writeSkeleton(files, {
    target,
    context,
    fill,
    isFilled: (path) => isFilled(path, options),
  });
  return target;
}

function ownSkeletonOf(kind: Plan["kind"], template: string | undefined): OwnSkeleton | undefined {
  if (kind === "project") return ownProjectSkeleton(template);
  return template === undefined ? "app" : undefined;
}

/** How {@link writeSkeleton} writes. */
export interface WriteSkeletonOptions {
  readonly target: string;
  readonly context: SkeletonContext;
  readonly fill: (text: string, context: SkeletonContext) => string | Promise<string>;
  /** Whether a file's placeholders are filled; files that end in `.tpl` always are. */
  readonly isFilled?: (path: string) => boolean;
}

/** Writes the files of a skeleton below `target`. @throws CommandError before the first when one is there */
export async function writeSkeleton(
  files: readonly SkeletonFile[],
  { target, context, fill, isFilled: isChosen = () => false }: WriteSkeletonOptions,
): Promise<void> {
  const planned = files.map((file) => ({
    file,
    path: join(target, targetName(file.path, context)),
  }));
  const taken = planned.find(({ path }) => existsSync(path));
  if (taken !== undefined) {
    throw new CommandError(`${showPath(taken.path)} already exists.`, {
      hint: "Overlaying a project or app into an existing directory won't replace conflicting files.",
    });
  }
  for (const { file, path } of planned) {
    const isText = file.path.endsWith(".tpl") || isChosen(file.path);
    const data = isText ? await fill(Buffer.from(file.data).toString("utf8"), context) : file.data;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, data, { mode: file.executable ? 0o755 : 0o644 });
  }
}

function isFilled(path: string, { extensions, files }: SkeletonOptions): boolean {
  const wanted = extensions.flatMap((text) => text.split(","));
  const endings = (wanted.length > 0 ? wanted : ["ts"]).map((text) => text.replace(/^\.?/u, "."));
  const [name = ""] = path.split("/").slice(-1);
  return endings.includes(extname(name)) || files.flatMap((text) => text.split(",")).includes(name);
}

/** Files whose real name no package may carry. */
const hiddenNames = new Map([
  ["dockerignore", ".dockerignore"],
  ["editorconfig", ".editorconfig"],
  ["env.example", ".env.example"],
  ["gitignore", ".gitignore"],
  ["vscode", ".vscode"],
]);

/** The path with `projectName` or `appName` replaced, and without the ending of templates. */
function targetName(path: string, context: SkeletonContext): string {
  const isTemplate = path.endsWith(".tpl");
  const parts = path.replace(/\.tpl$/u, "").split("/");
  const named = parts.map((part) =>
    part.replaceAll(/projectName|appName/gu, (name) => context[name] ?? name),
  );
  return named.map((part) => (isTemplate ? (hiddenNames.get(part) ?? part) : part)).join("/");
}

/** Puts values in place of `{{ name }}`. */
export function fillPlaceholders(text: string, context: SkeletonContext): string {
  return text.replaceAll(/\{\{ (\w+) \}\}/gu, (whole, name: string) => context[name] ?? whole);
}

/** Fills the files of other skeletons, which may use the whole template language. */
async function templateEngine(): Promise<WriteSkeletonOptions["fill"]> {
  const { Engine } = await import("../template/index.ts");
  const engine = new Engine({ autoescape: false });
  return (text, context) => engine.fromString(text).render(context);
}

const keyLetters = "abcdefghijklmnopqrstuvwxyz0123456789!@#%^&*(-_=+)";

/** A key for development; its first letters let the deployment check find it. */
export function insecureKey(): string {
  const letters = Array.from({ length: 50 }, () => keyLetters[randomInt(keyLetters.length)]);
  return `nuages-insecure-${letters.join("")}`;
}

/** `my_blog` → `MyBlog`. */
export function camelCaseName(name: string): string {
  const words = name.split("_").filter((word) => word !== "");
  return words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join("");
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
