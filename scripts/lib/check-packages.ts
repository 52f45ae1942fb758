import { existsSync } from "node:fs";
import path from "node:path";

import { publint } from "publint";
import { formatMessage } from "publint/utils";

import { buildPackages, publishFolder } from "./build-packages.ts";
import type { ExportTarget, Manifest, Package } from "./packages.ts";

function targets(target: ExportTarget): string[] {
  return typeof target === "string" ? [target] : Object.values(target).flatMap(targets);
}

function manifestProblems({ folder, manifest }: Package): string[] {
  const wrong: string[] = [];
  if (manifest.type !== "module") wrong.push('"type" is not "module"');
  if (manifest.license !== "MIT") wrong.push('"license" is not "MIT"');
  if (manifest.engines?.node !== ">=24") wrong.push('"engines.node" is not ">=24"');
  if (!existsSync(path.join(folder, "README.md"))) wrong.push("README.md is missing");
  for (const [key, target] of Object.entries(manifest.exports ?? {})) {
    if (key.includes("*")) wrong.push(`exports["${key}"] has a wildcard; list the entries by hand`);
    for (const file of targets(target))
      if (!existsSync(path.join(folder, file)))
        wrong.push(`exports["${key}"] names ${file}, which is not there`);
  }
  return wrong.map((problem) => `${manifest.name}: ${problem}.`);
}

async function publishProblems(unit: Package): Promise<string[]> {
  const folder = publishFolder(unit);
  const { messages, pkg } = await publint({ pkgDir: folder, strict: true, pack: false });
  return messages.map(
    (message) => `${unit.manifest.name}: ${formatMessage(message, pkg as Manifest)}`,
  );
}

/** Builds the packages and says what is wrong with their manifests and with what would be published. */
export async function packageProblems(): Promise<string[]> {
  const packages = await buildPackages();
  const published = await Promise.all(packages.map(publishProblems));
  return [...packages.flatMap(manifestProblems), ...published.flat()];
}
