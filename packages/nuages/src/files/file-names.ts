import { basename, posix } from "node:path";

import { SuspiciousFileOperation } from "../utils/suspicious-file-operation.ts";

/**
 * The name, if it is one that a file may be stored under. Django: `validate_file_name`.
 *
 * @throws SuspiciousFileOperation for `..`, absolute paths, control characters, empty names, and for
 * folders unless `allowRelativePath`
 */
export function validateFileName(
  name: string,
  { allowRelativePath = false }: { readonly allowRelativePath?: boolean } = {},
): string {
  const path = name.replaceAll("\\", "/");
  const last = posix.basename(path);
  const ends = path.endsWith("/") || last === "" || last === "." || last === "..";
  if (ends || name.includes("\u0000"))
    throw new SuspiciousFileOperation(`Could not derive file name from '${shown(name)}'`);
  if (!allowRelativePath) {
    if (path !== last || name !== basename(name))
      throw new SuspiciousFileOperation(`File name '${shown(name)}' includes path elements`);
    return name;
  }
  refuseTraversal(path, name);
  return name;
}

/** @throws SuspiciousFileOperation for paths that leave their folder */
export function refuseTraversal(path: string, name: string = path): void {
  const absolute = path.startsWith("/") || /^[A-Za-z]:/.test(path);
  if (absolute || path.split("/").includes(".."))
    throw new SuspiciousFileOperation(`Detected path traversal attempt in '${shown(name)}'`);
}

function shown(name: string): string {
  return name.length > 255 ? `${name.slice(0, 255)}…` : name.replaceAll("\u0000", "\\0");
}

/** Folder, root and ending of a name; an ending has all its parts: `.tar.gz`. */
export function splitName(name: string): {
  readonly folder: string;
  readonly root: string;
  readonly ending: string;
} {
  const last = posix.basename(name);
  const dot = last.indexOf(".", last.startsWith(".") ? leadingDots(last) : 0);
  const ending = dot < 0 || last.endsWith(".") ? "" : last.slice(dot);
  return {
    folder: posix.dirname(name) === "." ? "" : posix.dirname(name),
    root: last.slice(0, last.length - ending.length),
    ending,
  };
}

function leadingDots(text: string): number {
  let count = 0;
  while (text[count] === ".") count += 1;
  return count;
}
