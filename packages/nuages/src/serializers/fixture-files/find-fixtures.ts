import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";

import { apps } from "../../apps/index.ts";
import { settings } from "../../conf/index.ts";
import { ImproperlyConfigured } from "../../errors/index.ts";
import { showPath } from "../../utils/show-path.ts";
import { serializerEndings, serializerFormats } from "../formats.ts";
import { COMPRESSED_ENDINGS } from "./compression.ts";
import { FixtureError } from "./errors.ts";

/** A file with objects to load. */
export interface FixtureFile {
  readonly path: string;
  /** Its format, by its ending. */
  readonly format: string;
}

/** Where {@link findFixtures} looks. */
export interface FindFixturesOptions {
  /** Alias of the database: `name.<alias>.json` is for it alone. Default: `default`. */
  readonly using?: string;
  /** Of the apps, only this one's folder. */
  readonly app?: string | undefined;
}

/**
 * The files that a fixture's name stands for: in `fixtures/` of the apps, in `fixtureDirs`, or by path;
 * with or without the endings for database, format and compression.
 *
 * @throws FixtureError when there is none, or a folder has several of that name
 */
export function findFixtures(label: string, options: FindFixturesOptions = {}): FixtureFile[] {
  const { name, format, compression } = parseName(label);
  const wanted: WantedFile = {
    name: basename(name),
    using: options.using ?? "default",
    formats: format === undefined ? serializerEndings() : [format],
    compressions: compression === undefined ? ["", ...COMPRESSED_ENDINGS] : [compression],
  };
  const folders = foldersFor(name, options.app);
  const found = folders.flatMap((folder) => filesIn(folder, wanted));
  if (found.length > 0) return found;
  throw new FixtureError(`No fixture named '${name}' found.`, {
    hint: `Looked in ${folders.map(showPath).join(", ")}.`,
  });
}

interface FixtureName {
  readonly name: string;
  readonly format: string | undefined;
  readonly compression: string | undefined;
}

/** `books.json.gz` → name, format and compression. @throws FixtureError for an unknown format */
function parseName(label: string): FixtureName {
  const [folder, file] = [dirname(label), basename(label)];
  const parts = file.split(".");
  const isPacked = parts.length > 1 && COMPRESSED_ENDINGS.includes(parts.at(-1) ?? "");
  const compression = isPacked ? parts.pop() : undefined;
  const whole = (): string => (folder === "." ? parts.join(".") : join(folder, parts.join(".")));
  const ending = parts.length > 1 ? parts.at(-1) : undefined;
  if (ending === undefined) return { name: whole(), format: undefined, compression };
  parts.pop();
  if (serializerEndings().includes(ending)) return { name: whole(), format: ending, compression };
  throw new FixtureError(
    `Problem installing fixture '${whole()}': ${ending} is not a known serialization format.`,
    { hint: `Formats: ${serializerFormats().join(", ")}.` },
  );
}

function foldersFor(name: string, app: string | undefined): string[] {
  const inside = dirname(name);
  if (isAbsolute(name)) return [inside];
  if (app !== undefined) apps.getAppConfig(app);
  return [...new Set([...fixtureFolders(app), "."].map((folder) => resolve(folder, inside)))];
}

/** The folders of apps, then those of the setting. @throws ImproperlyConfigured when one is there twice */
function fixtureFolders(app: string | undefined): string[] {
  const dirs = settings.fixtureDirs.map((folder) => resolve(folder));
  const twice = dirs.find((folder, index) => dirs.indexOf(folder) !== index);
  if (twice !== undefined) {
    throw new ImproperlyConfigured(`The setting fixtureDirs has ${showPath(twice)} twice.`, {
      hint: "Remove one of them.",
    });
  }
  const ofApps: string[] = [];
  for (const config of apps.getAppConfigs()) {
    const folder = config.folder("fixtures");
    if (folder === undefined) continue;
    if (dirs.includes(resolve(folder))) {
      throw new ImproperlyConfigured(
        `${showPath(folder)} is the fixture folder of the app "${config.label}" and cannot be in fixtureDirs.`,
        { hint: "Remove it from the setting: folders of apps are found by themselves." },
      );
    }
    if (app === undefined || config.label === app) ofApps.push(folder);
  }
  return [...ofApps, ...dirs];
}

interface WantedFile {
  readonly name: string;
  readonly using: string;
  readonly formats: readonly string[];
  readonly compressions: readonly string[];
}

function filesIn(
  folder: string,
  { name, using, formats, compressions }: WantedFile,
): FixtureFile[] {
  if (!existsSync(folder)) return [];
  const present = new Set(readdirSync(folder));
  const files = [name, `${name}.${using}`].flatMap((stem) =>
    formats.flatMap((format) =>
      compressions
        .map((packed) => `${stem}.${format}${packed === "" ? "" : `.${packed}`}`)
        .filter((file) => present.has(file))
        .map((file) => ({ path: join(folder, file), format })),
    ),
  );
  const [first] = files;
  if (files.length < 2 || first === undefined) return files;
  throw new FixtureError(`Multiple fixtures named '${name}' in ${showPath(folder)}. Aborting.`, {
    hint: `Name one with its ending, such as ${basename(first.path)}.`,
  });
}
