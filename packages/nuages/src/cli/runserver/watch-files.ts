import { type Dirent, type FSWatcher, existsSync, readdirSync, statSync, watch } from "node:fs";
import { basename, extname, join } from "node:path";

/** A file that is not what it was. */
export interface FileChange {
  readonly path: string;
  readonly kind: "changed" | "added" | "removed";
}

/** Watches folders until it is closed. */
export interface FileWatch {
  /** Watches one more folder, and all below it. */
  add(folder: string): void;
  close(): void;
}

const ignoredFolders = new Set(["node_modules", "dist", "coverage", "static", "media", "fixtures"]);
const watchedEndings = new Set([".ts", ".mts", ".js", ".mjs", ".env", ".mo", ".po"]);

/** Milliseconds in which several events of one save become one change. */
const settleTime = 50;

/**
 * Calls `onChange` when a source file, a translation or a `.env` below one of the folders changes, comes
 * or goes; installed packages, static files and hidden folders do not count. Changes that come together
 * are given together.
 */
export function watchFiles(
  folders: readonly string[],
  onChange: (changes: readonly FileChange[]) => void,
): FileWatch {
  const watchers = new Map<string, FSWatcher>();
  const stamps = new Map<string, string>();
  const touched = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const settle = (): void => {
    const changes = [...touched].flatMap((path) => compare(path, stamps));
    touched.clear();
    if (changes.length > 0) onChange(changes);
  };

  const note = (path: string): void => {
    if (isFolder(path)) add(path);
    if (!isWatched(path)) return;
    touched.add(path);
    clearTimeout(timer);
    timer = setTimeout(settle, settleTime);
  };

  const add = (folder: string): void => {
    if (watchers.has(folder) || !isFolder(folder)) return;
    const watcher = watch(folder, (_event, name) => {
      if (name !== null) note(join(folder, name));
    });
    // A watched folder that is removed must not end the process.
    watcher.on("error", () => drop(folder));
    watchers.set(folder, watcher);
    for (const entry of readdirSync(folder, { withFileTypes: true })) enter(folder, entry);
  };

  const enter = (folder: string, entry: Dirent): void => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith(".") && !ignoredFolders.has(entry.name)) add(path);
    } else if (isWatched(path)) {
      stamps.set(path, stampOf(path) ?? "");
    }
  };

  const drop = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };

  for (const folder of folders) add(folder);
  return {
    add,
    close() {
      clearTimeout(timer);
      for (const folder of watchers.keys()) drop(folder);
    },
  };
}

function compare(path: string, stamps: Map<string, string>): FileChange[] {
  const before = stamps.get(path);
  const now = stampOf(path);
  if (before === now) return [];
  if (now === undefined) {
    stamps.delete(path);
    return [{ path, kind: "removed" }];
  }
  stamps.set(path, now);
  return [{ path, kind: before === undefined ? "added" : "changed" }];
}

function isWatched(path: string): boolean {
  const name = basename(path);
  return watchedEndings.has(extname(name)) || name === ".env" || name.startsWith(".env.");
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function stampOf(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.mtimeMs}:${stats.size}:${stats.ino}`;
}
