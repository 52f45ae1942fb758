import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";

import { apps } from "../apps/index.ts";
import { settings } from "../conf/index.ts";
import { showPath } from "../utils/show-path.ts";
import { CommandError } from "./errors.ts";

/** A file with objects to load. */
export interface FixtureFile {
  readonly path: string;
  readonly format: string;
}

/** Where {@link findFixtures} looks. */
export interface FindFixturesOptions {
  /** Formats that can be read; they are the endings of the files. */
  readonly formats: readonly string[];
  /** Only in this app's folder. */
  readonly app: string | undefined;
}

/**
 * The files that a fixture's name stands for: in `fixtures/` of the apps, in `fixtureDirs`, or by path;
 * with or without ending.
 *
 * @throws CommandError when there is none, or a folder has several of that name
 */
export function findFixtures(label: string, options: FindFixturesOptions): FixtureFile[] {
  const { formats } = options;
  const [, stem = label, ending] = /^(.*)\.([^./]+)$/u.exec(label) ?? [];
  const isFormat = ending !== undefined && formats.includes(ending);
  if (ending !== undefined && !isFormat && /^[a-z]+$/u.test(ending)) {
    const known = formats.join(", ");
    throw new CommandError(
      `Problem installing fixture '${stem}': ${ending} is not a known serialization format.`,
      { hint: `Formats: ${known}.` },
    );
  }
  const name = isFormat ? stem : label;
  const endings = isFormat ? [ending] : formats;
  const found = foldersFor(name, options.app).flatMap((folder) =>
    filesIn(folder, basename(name), endings),
  );
  if (found.length > 0) return found;
  throw new CommandError(`No fixture named '${name}' found.`, {
    hint: `Looked in ${foldersFor(name, options.app).map(showPath).join(", ")}.`,
  });
}

function foldersFor(name: string, app: string | undefined): string[] {
  const inside = dirname(name);
  if (isAbsolute(name)) return [inside];
  const configs = app === undefined ? apps.getAppConfigs() : [apps.getAppConfig(app)];
  const ofApps = configs.flatMap((config) => config.folder("fixtures") ?? []);
  const others = app === undefined ? [...settings.fixtureDirs, "."] : [];
  return [...new Set([...ofApps, ...others].map((folder) => resolve(folder, inside)))];
}

function filesIn(folder: string, name: string, formats: readonly string[]): FixtureFile[] {
  const files = formats
    .map((format) => ({ format, path: join(folder, `${name}.${format}`) }))
    .filter(({ path }) => existsSync(path));
  if (files.length < 2) return files;
  throw new CommandError(`Multiple fixtures named '${name}' in ${showPath(folder)}. Aborting.`, {
    hint: `Name one with its ending, such as ${name}.${files[0]?.format ?? "json"}.`,
  });
}
