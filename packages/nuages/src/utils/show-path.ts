import { isAbsolute, relative } from "node:path";

/** A path for a message: relative when it lies below the folder where the command runs, else absolute. */
export function showPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near === "" || near.startsWith("..") || isAbsolute(near) ? path : near;
}
