import { readFileSync } from "node:fs";

/** The version of Nuages, such as `1.0.0`. */
export function getVersion(): string {
  const manifest = new URL("../../package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  return version;
}
