import { existsSync, readdirSync, statSync } from "node:fs";
import { join, matchesGlob, relative, resolve } from "node:path";

import { apps } from "../../apps/index.ts";
import { TestSetupError } from "../errors.ts";

/** Files of tests, unless another pattern is given. */
export const TEST_PATTERN = "*.test.{ts,mts,js,mjs}";

/** Where {@link findTestFiles} looks. */
export interface FindTestFilesOptions {
  /** The project's folder. */
  readonly root: string;
  /** What files of tests are called. Default: {@link TEST_PATTERN}. */
  readonly pattern?: string | undefined;
}

/** Folders that have no tests of a project. */
const LEFT_OUT = new Set(["node_modules", "dist", "fixtures"]);

/**
 * The files of tests that labels stand for, each once, in order: files, folders, labels of apps; without
 * labels all below the project's folder.
 *
 * @throws TestSetupError for a label that is none of these, or has no tests
 */
export function findTestFiles(
  labels: readonly string[],
  { root, pattern = TEST_PATTERN }: FindTestFilesOptions,
): string[] {
  const found = new Set<string>();
  for (const label of labels.length === 0 ? ["."] : labels) {
    const place = placeOf(label, root);
    const files = statSync(place).isFile() ? [place] : filesBelow(place, pattern);
    if (files.length === 0 && labels.length > 0) {
      throw new TestSetupError(`There are no tests in "${label}".`, {
        hint: `Files of tests are called ${pattern}.`,
      });
    }
    for (const file of files) found.add(file);
  }
  return [...found];
}

function placeOf(label: string, root: string): string {
  const place = [resolve(root, label), resolve(label)].find(existsSync);
  if (place !== undefined) return place;
  const labels = apps.getAppConfigs().map((config) => config.label);
  if (labels.includes(label)) return apps.getAppConfig(label).root;
  throw new TestSetupError(`"${label}" is no file, no folder and no installed app.`, {
    hint: `Apps: ${labels.join(", ")}.`,
  });
}

function filesBelow(folder: string, pattern: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): string[] => {
      const path = join(folder, entry.name);
      const isLeftOut = entry.name.startsWith(".") || LEFT_OUT.has(entry.name);
      if (entry.isDirectory()) return isLeftOut ? [] : filesBelow(path, pattern);
      return entry.isFile() && matchesGlob(entry.name, pattern) ? [path] : [];
    });
}

/** How a file is called: its path from the project's folder. */
export function labelOf(file: string, root: string): string {
  const label = relative(root, file);
  return label.startsWith("..") ? file : label.split("\\").join("/");
}
