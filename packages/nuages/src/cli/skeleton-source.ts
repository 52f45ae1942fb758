import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { readArchive } from "../utils/archive.ts";
import { CommandError } from "./errors.ts";

/** A file of a skeleton, before its placeholders are filled. */
export interface SkeletonFile {
  /** Relative, with slashes. */
  readonly path: string;
  readonly data: Uint8Array;
  readonly executable: boolean;
}

const skeletons = fileURLToPath(new URL("./skeletons/", import.meta.url));

/** Skeletons that the framework brings, and the folders that each is made of; files of later ones win. */
const OWN = {
  app: ["app"],
  minimal: ["project"],
  site: ["project", "site"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Name of a skeleton that the framework brings. */
export type OwnSkeleton = keyof typeof OWN;

/** The skeleton that the framework brings. */
export function ownSkeleton(name: OwnSkeleton): SkeletonFile[] {
  const files = OWN[name].flatMap((folder) => filesBelow(join(skeletons, folder)));
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

/** The framework's skeleton that `--template` names, if it names one. */
export function ownProjectSkeleton(template: string | undefined): OwnSkeleton | undefined {
  if (template === undefined) return "minimal";
  return template === "minimal" || template === "site" ? template : undefined;
}

/**
 * The files of a skeleton: a folder, an archive, or the address of one. Hidden folders and those named in
 * `exclude` are left out.
 *
 * @throws CommandError when there is nothing of that name
 * @throws SuspiciousOperation when an archive leads out of its folder
 */
export async function skeletonAt(
  source: string,
  exclude: readonly string[],
): Promise<SkeletonFile[]> {
  const files = await read(source);
  const left = new Set(["node_modules", ...exclude]);
  return files.filter(({ path }) => {
    const folders = path.split("/").slice(0, -1);
    return !folders.some((folder) => folder.startsWith(".") || left.has(folder));
  });
}

async function read(source: string): Promise<SkeletonFile[]> {
  if (/^https?:\/\//iu.test(source)) return withoutOuterFolder(readArchive(await download(source)));
  const path = resolve(source.replace(/^file:\/\//u, ""));
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new CommandError(`couldn't handle template ${source}: there is no such folder or file.`, {
      hint: "Name a folder, a zip or tar archive, or its address.",
    });
  }
  if (stats.isDirectory()) return filesBelow(path);
  return withoutOuterFolder(readArchive(readFileSync(path)));
}

async function download(url: string): Promise<Uint8Array> {
  try {
    const response = await fetch(url);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    throw new CommandError(`couldn't download ${url}: the answer is ${response.status}.`);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`couldn't download ${url}: the server does not answer.`, {
      cause: error,
    });
  }
}

function filesBelow(folder: string): SkeletonFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({
      path: relative(folder, file).split(sep).join("/"),
      data: readFileSync(file),
      executable: (statSync(file).mode & 0o100) !== 0,
    }));
}

/** Archives made of a repository have one folder around all. */
function withoutOuterFolder(files: readonly SkeletonFile[]): SkeletonFile[] {
  const [outer = ""] = files[0]?.path.split("/") ?? [];
  const isAround = files.every(({ path }) => path.startsWith(`${outer}/`));
  return files.map((file) =>
    isAround ? { ...file, path: file.path.slice(outer.length + 1) } : file,
  );
}
