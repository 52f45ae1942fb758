import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { bundleFolders } from "./bundle-folders.ts";
import {
  type ExportTarget,
  type Manifest,
  type Package,
  publishedPackages,
  root,
} from "./packages.ts";
import { runTool } from "./run-tool.ts";

const SOURCE_CONDITION = "@nuages/source";

/** Files under `src` that go along as they are: templates, styles, skeletons; no code, no test data. */
function isAsset(file: string): boolean {
  const parts = file.split(path.sep);
  const isTestData =
    (parts.includes("fixtures") && !parts.includes("skeletons")) || parts.includes("__snapshots__");
  return !isTestData && !/\.(?:ts|tsx)$/.test(file);
}

function withoutSource(target: ExportTarget): ExportTarget {
  if (typeof target === "string") return target;
  return Object.fromEntries(
    Object.entries(target)
      .filter(([condition]) => condition !== SOURCE_CONDITION)
      .map(([condition, inner]) => [condition, withoutSource(inner)]),
  );
}

/** The manifest as it is published: without the condition that leads to the sources. */
export function publishedManifest(manifest: Manifest): Manifest {
  const { devDependencies: _, scripts: __, imports, exports, ...rest } = manifest;
  const clean = (targets: Readonly<Record<string, ExportTarget>> = {}) =>
    Object.fromEntries(
      Object.entries(targets).map(([key, target]) => [key, withoutSource(target)]),
    );
  return {
    ...rest,
    ...(imports === undefined ? {} : { imports: clean(imports) }),
    exports: clean(exports),
  };
}

/** Where a package stands as it is published. */
export function publishFolder({ folder }: Package): string {
  return path.join(root, "dist", path.basename(folder));
}

async function buildPackage(unit: Package): Promise<void> {
  const { folder, manifest } = unit;
  const built = path.join(folder, "dist");
  await rm(built, { recursive: true, force: true });
  const { code, output } = await runTool("tsc", ["-p", folder]);
  if (code !== 0) throw new Error(`${manifest.name} does not compile:\n${output}`);
  await bundleFolders(built);
  await cp(path.join(folder, "src"), built, {
    recursive: true,
    filter: (source) => isAsset(source) || !path.extname(source),
  });
  // Node looks up the nearest manifest for every module, and reads it each time: let it be a small one.
  await writeFile(path.join(built, "package.json"), '{ "type": "module" }\n');
  const target = publishFolder(unit);
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const file of manifest.files ?? [])
    await cp(path.join(folder, file), path.join(target, file), { recursive: true });
  await cp(path.join(root, "LICENSE"), path.join(target, "LICENSE"));
  await cp(path.join(folder, "README.md"), path.join(target, "README.md"));
  await writeFile(
    path.join(target, "package.json"),
    `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`,
  );
}

/**
 * Builds every published package: JavaScript and declarations into its `dist`, and the folder that
 * is published into `dist/<package>` of the repository.
 */
export async function buildPackages(): Promise<Package[]> {
  const packages = await publishedPackages();
  for (const unit of packages) await buildPackage(unit);
  return packages;
}
