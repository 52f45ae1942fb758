import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../..");

/** Value of a key in a package's `exports`. */
export type ExportTarget = string | { readonly [condition: string]: ExportTarget };

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly type?: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  readonly imports?: Readonly<Record<string, ExportTarget>>;
  readonly exports?: Readonly<Record<string, ExportTarget>>;
  readonly [key: string]: unknown;
}

export interface Package {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The packages under `packages/` that are published, by folder name. */
export async function publishedPackages(): Promise<Package[]> {
  const folders = await readdir(path.join(root, "packages"), { withFileTypes: true });
  const packages = await Promise.all(
    folders
      .filter((entry) => entry.isDirectory())
      .map(async (entry): Promise<Package> => {
        const folder = path.join(root, "packages", entry.name);
        const text = await readFile(path.join(folder, "package.json"), "utf8");
        return { folder, manifest: JSON.parse(text) as Manifest };
      }),
  );
  return packages.filter(({ manifest }) => manifest.private !== true);
}
